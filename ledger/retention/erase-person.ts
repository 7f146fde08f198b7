import { type RawBuilder, sql } from 'kysely';
import type { TermVault } from '../../runtime/term-vault.ts';
import { concealTerm, type TermKind } from '../auditing/terms.ts';
import type { Tx } from '../database.ts';

export type Whom = Readonly<{ municipalityId: string; residentId: string }>;

/** A resident, what was issued to them and said of them, with the history of all of it; nothing of theirs is left by then. */
export async function eraseResident(tx: Tx, vault: TermVault, whom: Whom): Promise<void> {
  const { municipalityId, residentId } = whom;
  await forgetSearches(tx, vault, whom);
  await forgetOnLists(tx, whom);
  // Lines of a copy that no entry answered to know them by the digest of their number alone.
  await tx
    .deleteFrom('copyDifferences')
    .where('municipalityId', '=', municipalityId)
    .where(
      'residentDigest',
      '=',
      concealTerm(vault, municipalityId, 'residentId', residentId).reference,
    )
    .execute();
  for (const table of ['doseOverrides', 'replyMarks', 'issuedTickets', 'residents'] as const) {
    await tx
      .deleteFrom(table)
      .where('municipalityId', '=', municipalityId)
      .where('residentId', '=', residentId)
      .execute();
  }
  // The database itself wrote down what has just gone.
  await sql`
    delete from master_changes where municipality_id = ${municipalityId}
      and coalesce(before, after) ->> 'resident_id' = ${residentId}`.execute(tx);
  await sql`
    delete from sheet_person_matches where municipality_id = ${municipalityId}
      and (named ->> 'residentId' = ${residentId}
        or others @> ${JSON.stringify([{ residentId }])}::jsonb)`.execute(tx);
}

/** Words under which this person was searched for. Who searched when stays in the log, and for what it keeps a keyed digest. */
async function forgetSearches(
  tx: Tx,
  vault: TermVault,
  { municipalityId, residentId }: Whom,
): Promise<void> {
  const person = await tx
    .selectFrom('residents')
    .select(['name', 'kana'])
    .where('municipalityId', '=', municipalityId)
    .where('residentId', '=', residentId)
    .executeTakeFirst();
  const tickets = await tx
    .selectFrom('issuedTickets')
    .select('ticketNumber')
    .where('municipalityId', '=', municipalityId)
    .where('residentId', '=', residentId)
    .execute();
  const words: Array<[TermKind, string]> = [
    ['residentId', residentId],
    ...tickets.map(({ ticketNumber }): [TermKind, string] => ['ticketNumber', ticketNumber]),
    ...[residentId, person?.name, person?.kana, ...tickets.map((each) => each.ticketNumber)]
      .filter((each) => each !== undefined)
      .map((each): [TermKind, string] => ['words', each]),
  ];
  const references = words.map(
    ([kind, each]) => concealTerm(vault, municipalityId, kind, each).reference,
  );
  await tx
    .deleteFrom('auditTerms')
    .where('municipalityId', '=', municipalityId)
    .where('reference', 'in', references)
    .execute();
}

/** Other lists than the one that is carried out name them by number too. */
async function forgetOnLists(tx: Tx, { municipalityId, residentId }: Whom): Promise<void> {
  await sql`
    update disposal_items i set item_id = gen_random_uuid()::text from disposals d
    where d.municipality_id = i.municipality_id and d.disposal_id = i.disposal_id
      and i.municipality_id = ${municipalityId} and i.kind in ('register', 'earlier_dose') and i.item_id = ${residentId}
      and (d.state <> 'approved' or i.left_out is not null)`.execute(tx);
}

/** Doses from before yoshin that are over: of a person, those that are, or all of them where they go after a death. */
export async function eraseEarlierDoses(
  tx: Tx,
  { municipalityId, residentId }: Whom,
  over: Readonly<{ asOf: string; years: number }> | null,
): Promise<void> {
  const isOver = (day: RawBuilder<unknown>) =>
    over === null
      ? sql``
      : sql`and (${day} + make_interval(years => ${over.years}))::date < ${over.asOf}::date`;
  await forgetOnLists(tx, { municipalityId, residentId });
  await sql`
    delete from earlier_doses where municipality_id = ${municipalityId} and resident_id = ${residentId}
      ${isOver(sql`vaccination_date`)}`.execute(tx);
  await sql`
    delete from master_changes where municipality_id = ${municipalityId} and master = 'earlier_doses'
      and coalesce(before, after) ->> 'resident_id' = ${residentId}
      ${isOver(sql`(coalesce(before, after) ->> 'vaccination_date')::date`)}`.execute(tx);
}
