import { type RawBuilder, sql } from 'kysely';

/** So many sheets committed last are looked at: enough to see a trend, few enough to be read at once. */
const LATEST = 500;

/** `latest`: first entries, not their corrections, newest first. */
export const latestEntries = (municipalityId: string): RawBuilder<unknown> => sql`
  latest as materialized (
    select e.entry_id, e.sheet_id, e.round_id, e.pass, e.template, e.verified_by, e.approved_by, c.content
    from ledger_entries e join ledger_contents c using (entry_id)
    where e.municipality_id = ${municipalityId} and e.supersedes is null
    order by e.leaf_index desc limit ${LATEST}
  )`;
