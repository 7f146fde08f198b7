import { sql } from 'kysely';
import { isAuthorised } from '../../rules/authorise.ts';
import { dayInJapan } from '../../rules/calendar.ts';
import { caseOf, kindsIn, minorDue } from '../../rules/practice-list.ts';
import { RejectedInputError } from '../../runtime/errors.ts';
import { shippedVaccines } from '../../runtime/shipped-vaccines.ts';
import type { PracticeCase, PracticeList, ReportedAndGone } from '../../schemas/practice.ts';
import { municipalityName } from '../accounts/municipality.ts';
import { performAct } from '../act.ts';
import type { ActContext } from '../act-context.ts';
import type { AuditDetail } from '../audit.ts';
import type { Db, Tx } from '../database.ts';
import { ledgerStatus } from '../entries/list-entries.ts';
import { caseKey, entriesWithFindings, type RecordedStep, stepsOf } from './standing-entries.ts';

/** What the list is wanted for: who took it away as a file is in the audit log as that. */
export type ListPurpose = 'view' | 'csv' | 'pdf';

/** 間違い接種 of a fiscal year, by the entries that stand: all of one moment of the ledger. */
export async function practiceListOf(
  db: Db,
  context: ActContext,
  fiscalYear: number,
  step: ListPurpose,
): Promise<PracticeList> {
  const { municipalityId } = context.actor;
  const target = {
    action: 'practice.read',
    resourceKind: 'practice_list',
    resourceId: String(fiscalYear),
    detail: { step },
  } as const;
  if (!isAuthorised(context.actor, 'practice.read', { municipalityId })) {
    return performAct(db, context, target, refuse);
  }
  // Apart from the act's own transaction: its event has to see the newest link of the audit chain.
  const list = await db
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute((tx) => readList(tx, context, fiscalYear));
  const { treeSize, rootHash, cases } = list;
  const detail: AuditDetail = { step, treeSize, rootHash, cases: cases.length };
  return performAct(db, context, { ...target, detail }, async () => list);
}

const refuse = (): Promise<never> => Promise.reject(new RejectedInputError('auth.forbidden'));

async function readList(tx: Tx, context: ActContext, fiscalYear: number): Promise<PracticeList> {
  const { municipalityId } = context.actor;
  const master = await shippedVaccines();
  const { treeSize, rootHash } = await ledgerStatus(tx, municipalityId);
  const cases = await casesOfYear(tx, context, fiscalYear);
  return {
    municipalityName: await municipalityName(tx, municipalityId),
    ...{ fiscalYear, treeSize, rootHash, cases },
    madeAt: context.now.toISOString(),
    due: minorDue(fiscalYear),
    kinds: master.errorKinds.map(({ id, nameJa, nameEn }) => ({ id, nameJa, nameEn })),
    reportedAndGone: await reportedAndGone(tx, municipalityId, fiscalYear, cases),
  };
}

/** By kind in the order of the report, then by day; what has no day comes last. */
async function casesOfYear(
  tx: Tx,
  { actor: { municipalityId }, now }: ActContext,
  fiscalYear: number,
): Promise<PracticeCase[]> {
  const master = await shippedVaccines();
  const entries = await entriesWithFindings(tx, municipalityId, { fiscalYear });
  const sheetIds = entries.map(({ sheetId }) => sheetId);
  const steps = Map.groupBy(await stepsOf(tx, municipalityId, sheetIds), caseKey);
  const names = await institutionNames(tx, municipalityId);
  const today = dayInJapan(now);
  const cases = entries.flatMap((entry) =>
    kindsIn(master, entry).map((found) =>
      caseOf(master, entry, found, {
        ...{ fiscalYear, today },
        institutionName: names.get(entry.institutionCode ?? '') ?? null,
        steps: steps.get(caseKey({ sheetId: entry.sheetId, kind: found.kind.id })) ?? [],
      }),
    ),
  );
  const order = master.errorKinds.map(({ id }) => id);
  return cases.toSorted(
    (one, other) =>
      order.indexOf(one.kind) - order.indexOf(other.kind) ||
      (one.day ?? '9999').localeCompare(other.day ?? '9999') ||
      one.leafIndex - other.leafIndex,
  );
}

async function institutionNames(tx: Tx, municipalityId: string): Promise<Map<string, string>> {
  const rows = await tx
    .selectFrom('institutions')
    .select(['institutionCode', 'name'])
    .where('municipalityId', '=', municipalityId)
    .execute();
  return new Map(rows.map(({ institutionCode, name }) => [institutionCode, name]));
}

type Gone = Omit<ReportedAndGone, 'steps' | 'newer'> & { newer: 'corrected' | 'voided' | null };

/** Of what was reported of this year, that which the ledger does not say any more. */
async function reportedAndGone(
  tx: Tx,
  municipalityId: string,
  fiscalYear: number,
  cases: readonly PracticeCase[],
): Promise<ReportedAndGone[]> {
  const { rows } = await sql<Gone>`
    with newest as (
      select distinct on (sheet_id, kind) sheet_id, kind, entry_id, status
      from practice_steps where municipality_id = ${municipalityId}
      order by sheet_id, kind, step_number desc
    )
    select n.sheet_id, n.kind, n.entry_id, e.leaf_index, (
      select l.kind from ledger_entries l
      where l.municipality_id = ${municipalityId} and l.sheet_id = n.sheet_id
      order by l.leaf_index desc limit 1
    ) as newer
    from newest n join ledger_entries e using (entry_id) join ledger_contents c using (entry_id)
    where n.status = 'reported'
      and coalesce(c.content->'record'->>'fiscalYear', ${String(fiscalYear)}) = ${String(fiscalYear)}
    order by e.leaf_index, n.kind`.execute(tx);
  const standing = new Set(cases.map(caseKey));
  const gone = rows.filter((row) => !standing.has(caseKey(row)));
  const sheetIds = gone.map(({ sheetId }) => sheetId);
  const steps = Map.groupBy(await stepsOf(tx, municipalityId, sheetIds), caseKey);
  return gone.flatMap((row): ReportedAndGone[] => {
    const said = steps.get(caseKey(row))?.map(stepAlone) ?? [];
    if (row.newer !== 'corrected' && row.newer !== 'voided') return [];
    return [{ ...row, newer: row.newer, steps: said }];
  });
}

const stepAlone = ({ sheetId: _sheet, kind: _kind, entryId: _entry, ...step }: RecordedStep) =>
  step;
