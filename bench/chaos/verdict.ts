import pg from 'pg';

export type Verdict = Readonly<{
  sheets: number;
  originals: number;
  states: Readonly<Record<string, number>>;
  entries: number;
  /** What must be empty. */
  wrong: readonly string[];
}>;

const TRAPS: Readonly<Record<string, string>> = {
  'a file that was not split':
    "select file_name from originals where state not in ('split', 'duplicate')",
  'a file with other than one page': `select o.file_name from originals o left join sheets s using (original_id)
     where o.state = 'split' group by o.original_id having count(s.sheet_id) <> 1`,
  'a sheet that stands still':
    "select sheet_id || ' ' || state from sheets where state in ('received', 'preprocessed', 'read')",
  'an arrow taken twice': `select sheet_id || ' ' || to_state from sheet_events
     where coalesce(from_state, '') in ('', 'received', 'preprocessed', 'read')
     group by sheet_id, from_state, to_state having count(*) > 1`,
  'a sheet whose last event is not its state': `select s.sheet_id from sheets s join lateral
     (select to_state from sheet_events e where e.sheet_id = s.sheet_id
      order by sheet_event_id desc limit 1) e on true where e.to_state <> s.state`,
  'a sheet with two first rounds': `select sheet_id from review_rounds where kind = 'initial'
     group by sheet_id having count(*) > 1`,
  'a reading written twice':
    'select sheet_id from sheet_readings group by sheet_id having count(*) > 1',
  'a sheet in the ledger twice':
    'select sheet_id from ledger_entries group by sheet_id having count(*) > 1',
  'a committed sheet without an entry': `select s.sheet_id from sheets s left join ledger_entries e
     using (sheet_id) where (s.state = 'committed') <> (e.entry_id is not null)`,
  'an outbox row left': 'select outbox_id from outbox where relayed_at is null',
  'a dead letter': "select queue || ' ' || error_code from dead_letters",
};

/** What the database says when all is quiet again. */
export async function verdictOf(url: string, sheets: number): Promise<Verdict> {
  const client = new pg.Client({ connectionString: url, options: '-c search_path=yoshin' });
  await client.connect();
  try {
    const rows = async (sql: string) =>
      (await client.query<Record<string, unknown>>(sql)).rows.map((row) => Object.values(row));
    const count = async (table: string) => Number((await rows(`select count(*) from ${table}`))[0]);
    const wrong: string[] = [];
    for (const [what, sql] of Object.entries(TRAPS)) {
      const found = await rows(sql);
      if (found.length > 0) wrong.push(`${what}: ${found.slice(0, 5).join(', ')}`);
    }
    const states = await rows('select state, count(*) from sheets group by state');
    const found = await count('sheets');
    if (found !== sheets) wrong.push(`pages in ${sheets}, pages found ${found}`);
    return {
      sheets: found,
      originals: await count('originals'),
      states: Object.fromEntries(states.map(([state, n]) => [String(state), Number(n)])),
      entries: await count('ledger_entries'),
      wrong,
    };
  } finally {
    await client.end();
  }
}
