import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import type { Kind, Paper } from '../papers/paper-box.ts';

export type Verdict = Readonly<{
  /** What was in the box. */
  papers: Readonly<Record<Kind, number>>;
  pagesIn: number;
  pagesOut: number;
  files: number;
  states: Readonly<Record<string, number>>;
  entries: number;
  /** What must be empty. */
  wrong: readonly string[];
}>;

type Client = Readonly<{ rows(sql: string, values?: unknown[]): Promise<unknown[][]> }>;

const TRAPS: Readonly<Record<string, string>> = {
  'a file that was neither taken apart nor a duplicate':
    "select file_name from originals where state not in ('split', 'duplicate')",
  'a file with other than one page': `select o.file_name from originals o left join sheets s using (original_id)
     where o.state = 'split' group by o.original_id having count(s.sheet_id) <> 1`,
  'a page nobody is done with':
    "select sheet_id || ' ' || state from sheets where state not in ('committed', 'rejected', 'blank', 'duplicate')",
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
  'a ticket in the ledger twice': `select content -> 'record' ->> 'ticketCode' from ledger_contents
     where content -> 'record' ->> 'ticketCode' is not null group by 1 having count(*) > 1`,
  'a committed sheet without an entry': `select s.sheet_id from sheets s left join ledger_entries e
     using (sheet_id) where (s.state = 'committed') <> (e.entry_id is not null)`,
  'an outbox row left': 'select outbox_id from outbox where relayed_at is null',
  'an attempt nobody ended': "select queue || ' ' || subject_id from stage_attempts",
  'a dead letter': "select queue || ' ' || error_code from dead_letters",
};

/** What the killed left half noted is tidied up by the next reconciliations, or never. */
const TIDIED_WITHIN_MS = 90_000;
const LOOK_MS = 500;
const UNTIDY = `select 1 from stage_attempts union all
  select 1 from outbox where relayed_at is null limit 1`;

/** Until then, or as long as it may take: the verdict then names what is left. */
export async function untilTidied(url: string): Promise<void> {
  const deadline = performance.now() + TIDIED_WITHIN_MS;
  await asked(url, async ({ rows }) => {
    while ((await rows(UNTIDY)).length > 0 && performance.now() < deadline) await wait(LOOK_MS);
  });
}

/** How often a paper of this kind may stand in the books as a page: its file is one that came before. */
const PAGES: Readonly<Record<Kind, number>> = {
  sheet: 1,
  blank: 1,
  'fed-twice': 1,
  'same-file': 0,
};

/** What the database says when all is quiet again. */
export async function verdictOf(url: string, papers: readonly Paper[]): Promise<Verdict> {
  return asked(url, async ({ rows }) => {
    const wrong = [...(await trapped({ rows })), ...(await lostOrTwice({ rows }, papers))];
    const states = await rows('select state, count(*) from sheets group by state');
    const count = async (table: string) => Number((await rows(`select count(*) from ${table}`))[0]);
    return {
      papers: tally(papers),
      pagesIn: papers.reduce((sum, { kind }) => sum + PAGES[kind], 0),
      pagesOut: await count('sheets'),
      files: await count('originals'),
      states: Object.fromEntries(states.map(([state, n]) => [String(state), Number(n)])),
      entries: await count('ledger_entries'),
      wrong,
    };
  });
}

async function asked<T>(url: string, ask: (client: Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, options: '-c search_path=yoshin' });
  await client.connect();
  try {
    return await ask({
      rows: async (sql, values) =>
        (await client.query<Record<string, unknown>>(sql, values)).rows.map((row) =>
          Object.values(row),
        ),
    });
  } finally {
    await client.end();
  }
}

async function trapped({ rows }: Client): Promise<string[]> {
  const wrong: string[] = [];
  for (const [what, sql] of Object.entries(TRAPS)) {
    const found = await rows(sql);
    if (found.length > 0) wrong.push(`${what}: ${found.slice(0, 5).join(', ')}`);
  }
  return wrong;
}

/** Each paper, by the name of its file, in the books as often as it was in the box, and as what it was. */
async function lostOrTwice({ rows }: Client, papers: readonly Paper[]): Promise<string[]> {
  const found = await rows(
    `select o.file_name, array_remove(array_agg(s.state), null) from originals o
     left join sheets s using (original_id) group by o.file_name`,
  );
  const statesOf = new Map(found.map(([name, states]) => [String(name), states as string[]]));
  const wrong: string[] = [];
  for (const { fileName, kind } of papers) {
    const states = statesOf.get(fileName);
    if (states === undefined) wrong.push(`a file was lost: ${fileName}`);
    else if (states.length !== PAGES[kind]) wrong.push(`${states.length} pages of ${fileName}`);
  }
  for (const [sheet, pictures] of Map.groupBy(papers, ({ sheet, fileName }) => sheet ?? fileName)) {
    const states = pictures.flatMap(({ fileName }) => statesOf.get(fileName) ?? []).sort();
    const end = pictures[0]?.end ?? '';
    const due = dueStates(end, pictures.filter(({ kind }) => kind === 'fed-twice').length);
    if (!due.includes(String(states))) wrong.push(`${sheet} should be ${due[0]} and is ${states}`);
  }
  return wrong;
}

/**
 * A sheet fed twice is set aside, in the usual course. One that people have refused already stands for no dose:
 * its second picture then comes before people too, who refuse it again.
 */
function dueStates(end: string, fedTwice: number): string[] {
  const again = end === 'rejected' ? fedTwice : 0;
  return Array.from({ length: again + 1 }, (_, refused) => {
    const twice = Array.from({ length: fedTwice }, (_, nth) => (nth < refused ? end : 'duplicate'));
    return String([end, ...twice].sort());
  });
}

function tally(papers: readonly Paper[]): Record<Kind, number> {
  const counted: Record<Kind, number> = { sheet: 0, blank: 0, 'fed-twice': 0, 'same-file': 0 };
  for (const { kind } of papers) counted[kind] += 1;
  return counted;
}
