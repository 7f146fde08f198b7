import { sql } from 'kysely';
import { daysAfter, fiscalYearEnd, fiscalYearStart } from '../../rules/calendar.ts';
import type { PracticeEntry } from '../../rules/practice-list.ts';
import type { PracticeStep } from '../../schemas/practice.ts';
import type { Tx } from '../database.ts';

/** Of a year, or of some sheets. */
type Which = Readonly<{ fiscalYear: number }> | Readonly<{ sheetIds: readonly string[] }>;

type Row = Omit<PracticeEntry, 'overrides'> & { overrides: PracticeEntry['overrides'] | null };

/**
 * The newest word on each sheet that says a dose was given and with which something was found. What has no day counts in
 * the year in which it was committed.
 */
export async function entriesWithFindings(
  tx: Tx,
  municipalityId: string,
  which: Which,
): Promise<PracticeEntry[]> {
  const { rows } = await sql<Row>`
    select e.sheet_id, e.entry_id, e.leaf_index, r->>'programme' as programme,
      r->>'vaccinationDate' as day,
      to_char(e.committed_at at time zone 'Asia/Tokyo', 'YYYY-MM-DD') as committed_on,
      r->>'productName' as product_name, r->>'institutionCode' as institution_code,
      c.content->'findings' as findings, c.content->'overrides' as overrides,
      exists (select from review_rounds o where o.amends_entry_id = e.entry_id
        and o.state in ('awaiting_verification', 'awaiting_approval', 'adjudication')) as is_amended
    from ledger_entries e join ledger_contents c using (entry_id)
    cross join lateral (select c.content->'record' as r) record
    where e.municipality_id = ${municipalityId} and c.municipality_id = ${municipalityId}
      and c.content->'findings' <> '[]'::jsonb and ${conditionOf(which)}
      and e.kind <> 'voided' and r->>'serviceKind' = 'vaccinated'
      and not exists (select from ledger_entries n where n.supersedes = e.entry_id)
    order by e.leaf_index`.execute(tx);
  return rows.map((row) => ({ ...row, overrides: row.overrides ?? [] }));
}

function conditionOf(which: Which) {
  if ('sheetIds' in which) return sql`e.sheet_id = any (${which.sheetIds}::uuid[])`;
  const { fiscalYear } = which;
  const of = sql`c.content->'record'->>'fiscalYear'`;
  const after = daysAfter(fiscalYearEnd(fiscalYear), 1);
  return sql`(${of} = ${String(fiscalYear)} or ${of} is null
    and e.committed_at >= ${fiscalYearStart(fiscalYear)}::timestamp at time zone 'Asia/Tokyo'
    and e.committed_at < ${after}::timestamp at time zone 'Asia/Tokyo')`;
}

export type RecordedStep = PracticeStep &
  Readonly<{ sheetId: string; kind: string; entryId: string }>;

/** What was said of the cases of these sheets, newest first. */
export async function stepsOf(
  tx: Tx,
  municipalityId: string,
  sheetIds: readonly string[],
): Promise<RecordedStep[]> {
  if (sheetIds.length === 0) return [];
  const rows = await tx
    .selectFrom('practiceSteps as p')
    .innerJoin('staffMembers as s', 's.staffMemberId', 'p.staffMemberId')
    .select(['p.stepNumber', 'p.status', 'p.gravity', 'p.remark', 's.displayName as by'])
    .select(['p.recordedAt', 'p.sheetId', 'p.kind', 'p.entryId'])
    .where('p.municipalityId', '=', municipalityId)
    .where('p.sheetId', 'in', [...sheetIds])
    .orderBy('p.stepNumber', 'desc')
    .execute();
  return rows.map(({ recordedAt, ...row }) => ({ ...row, at: recordedAt.toISOString() }));
}

/** One case among steps: a kind of mistake of one sheet. */
export const caseKey = ({ sheetId, kind }: { sheetId: string; kind: string }): string =>
  `${sheetId} ${kind}`;
