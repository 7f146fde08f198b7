import { sql } from 'kysely';
import { isAuthorised } from '../../rules/authorise.ts';
import { type StatementEntry, statementLines } from '../../rules/statement.ts';
import { RejectedInputError } from '../../runtime/errors.ts';
import { shippedVaccines } from '../../runtime/shipped-vaccines.ts';
import type { BatchView } from '../../schemas/api/intake.ts';
import type { ClinicStatement, Statement } from '../../schemas/api/statement.ts';
import type { Fee } from '../../schemas/masters.ts';
import { PENDING_STATES } from '../../schemas/sheet-state.ts';
import { municipalityName } from '../accounts/municipality.ts';
import { performAct } from '../act.ts';
import type { ActContext } from '../act-context.ts';
import type { AuditDetail } from '../audit.ts';
import type { Db, Tx } from '../database.ts';
import { ledgerStatus } from '../entries/list-entries.ts';
import { batchesOfMonth } from '../intake/batches.ts';

/** What the ledger says was given in a month (`2021-07`), by clinic: from committed entries alone, all of one moment. */
export async function statementOf(db: Db, context: ActContext, month: string): Promise<Statement> {
  const { municipalityId } = context.actor;
  const target = {
    action: 'statement.read',
    resourceKind: 'statement',
    resourceId: month,
  } as const;
  // Apart from the act's own transaction: its event has to see the newest link of the audit chain.
  const ofOneMoment = db.transaction().setIsolationLevel('repeatable read');
  const read = async (tx: Tx): Promise<Statement> => {
    const { treeSize, rootHash } = await ledgerStatus(tx, municipalityId);
    const clinics = await clinicsOf(tx, municipalityId, month);
    return {
      municipalityName: await municipalityName(tx, municipalityId),
      ...{ month, treeSize, rootHash, clinics },
      madeAt: context.now.toISOString(),
      count: sum(clinics.map(({ count }) => count)),
      amountYen: sum(clinics.map(({ amountYen }) => amountYen)),
    };
  };
  if (!isAuthorised(context.actor, 'statement.read', { municipalityId })) {
    return performAct(db, context, target, refuse);
  }
  const statement = await ofOneMoment.execute(read);
  // Afterwards and not around it: nobody waits for a second connection while holding one.
  const { treeSize, rootHash, count } = statement;
  const detail: AuditDetail = { treeSize, rootHash, count };
  return performAct(db, context, { ...target, detail }, async () => statement);
}

const refuse = (): Promise<never> => Promise.reject(new RejectedInputError('auth.forbidden'));

const sum = (numbers: readonly number[]): number => numbers.reduce((all, each) => all + each, 0);

async function clinicsOf(
  tx: Tx,
  municipalityId: string,
  month: string,
): Promise<ClinicStatement[]> {
  const entries = await standingEntries(tx, municipalityId, month);
  const batches = await batchesOfMonth(tx, municipalityId, month);
  const fees = await feesOf(tx, municipalityId);
  const institutions = await institutionsOf(tx, municipalityId);
  const master = await shippedVaccines();
  const undated = await undatedEntries(tx, municipalityId, month);
  const codes = new Set([
    ...undated.map(({ institutionCode }) => institutionCode),
    ...entries.map(({ institutionCode }) => institutionCode),
    ...batches.map(({ institutionCode }) => institutionCode),
  ]);
  return [...codes].toSorted(byCode).map((institutionCode) => {
    const institution = institutions.get(institutionCode ?? '');
    const own = entries.filter((entry) => entry.institutionCode === institutionCode);
    const prices = { fees, institutionKind: institution?.kind ?? null };
    const lines = statementLines(own, prices, master);
    const ownBatches = batches
      .filter((batch) => batch.institutionCode === institutionCode)
      .map(batchOf);
    return {
      institutionCode,
      institutionName: institution?.name ?? null,
      ...{ lines, count: own.length, batches: ownBatches },
      amountYen: sum(lines.map(({ amountYen }) => amountYen ?? 0)),
      undated: undated.filter((each) => each.institutionCode === institutionCode).length,
      isWhole:
        institution !== undefined &&
        lines.every(({ amountYen }) => amountYen !== null) &&
        own.every(({ isAmended }) => !isAmended) &&
        undated.every((each) => each.institutionCode !== institutionCode) &&
        ownBatches.length > 0 &&
        ownBatches.every(({ state }) => state === 'closed'),
    };
  });
}

/** Those that name no institution come last: somebody has to look at them. */
const byCode = (one: string | null, other: string | null): number =>
  (one ?? '~') < (other ?? '~') ? -1 : 1;

type Entry = StatementEntry & Readonly<{ institutionCode: string | null; isAmended: boolean }>;

/** The newest word on each sheet, unless it is that there was nothing. */
async function standingEntries(tx: Tx, municipalityId: string, month: string): Promise<Entry[]> {
  const { rows } = await sql<Entry>`
    select r->>'institutionCode' as institution_code, r->>'programme' as programme,
      r->>'vaccinationDate' as day, r->>'productName' as product_name,
      r->>'serviceKind' as service_kind,
      exists (select from review_rounds o where o.amends_entry_id = e.entry_id
        and o.state in ('awaiting_verification', 'awaiting_approval', 'adjudication')) as is_amended
    from ledger_entries e join ledger_contents c using (entry_id)
    cross join lateral (select c.content->'record' as r) record
    where e.municipality_id = ${municipalityId} and e.kind <> 'voided'
      and r->>'vaccinationDate' like ${`${month}-%`}
      and not exists (select from ledger_entries n where n.supersedes = e.entry_id)
    order by e.leaf_index`.execute(tx);
  return rows;
}

/** Payable, it may be, and of no month: somebody has to say of which. By the month their batch was said to be of. */
async function undatedEntries(
  tx: Tx,
  municipalityId: string,
  month: string,
): Promise<Pick<Entry, 'institutionCode'>[]> {
  const { rows } = await sql<Pick<Entry, 'institutionCode'>>`
    select coalesce(c.content->'record'->>'institutionCode', b.institution_code) as institution_code
    from ledger_entries e join ledger_contents c using (entry_id)
      join sheets s using (sheet_id) join batches b using (batch_id)
    where e.municipality_id = ${municipalityId} and e.kind <> 'voided' and b.month = ${month}
      and c.content->'record'->>'vaccinationDate' is null
      and not exists (select from ledger_entries n where n.supersedes = e.entry_id)`.execute(tx);
  return rows;
}

const feesOf = (tx: Tx, municipalityId: string): Promise<Fee[]> =>
  tx
    .selectFrom('fees')
    .select(['programme', 'vaccine', 'institutionKind', 'validFrom', 'validTo'])
    .select(['vaccinatedYen', 'examinedOnlyYen'])
    .where('municipalityId', '=', municipalityId)
    .execute();

async function institutionsOf(tx: Tx, municipalityId: string) {
  const rows = await tx
    .selectFrom('institutions')
    .select(['institutionCode', 'name', 'kind'])
    .where('municipalityId', '=', municipalityId)
    .execute();
  return new Map(rows.map((row) => [row.institutionCode, row]));
}

function batchOf(batch: BatchView): ClinicStatement['batches'][number] {
  const { batchId, label, state, declaredSheets, sheetsByState, filesPending } = batch;
  const pending = sum(PENDING_STATES.map((each) => sheetsByState[each] ?? 0)) + filesPending;
  const committed = sheetsByState.committed ?? 0;
  return { batchId, label, state, declaredSheets, committed, pending };
}
