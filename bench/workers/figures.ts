import { readFile } from 'node:fs/promises';
import pg from 'pg';

/** What the database of a place says, asked by somebody who is no part of the program. */
export type Figures = Readonly<{
  /** Sheets the machine is done with. */
  done(): Promise<number>;
  /** Moment the last of them was done, in ms. */
  lastDoneAt(): Promise<number>;
  /** Attempts begun and not ended, with the seconds they have cost so far. */
  inHand(): Promise<{ queue: string; seconds: number }[]>;
  /** Stages of sheets that were recorded more than once. */
  recordedTwice(): Promise<number>;
  close(): Promise<void>;
}>;

const UNDER_WAY = "('received', 'preprocessed', 'read')";

export async function openFigures(databaseUrl: string): Promise<Figures> {
  const options = '-c search_path=yoshin';
  const client = new pg.Client({ connectionString: databaseUrl, options });
  await client.connect();
  const rows = async <T extends object>(sql: string) => (await client.query<T>(sql)).rows;
  const number = async (sql: string) => Number((await rows<{ n: string }>(sql))[0]?.n ?? 0);
  return {
    done: () => number(`select count(*) as n from sheets where state not in ${UNDER_WAY}`),
    lastDoneAt: () =>
      number('select extract(epoch from max(occurred_at)) * 1000 as n from sheet_events'),
    inHand: () =>
      rows(`select queue, extract(epoch from clock_timestamp() - begun_at)::float8 as seconds
        from stage_attempts`),
    recordedTwice: () =>
      number(`select count(*) as n from (select from sheet_events
        group by sheet_id, to_state having count(*) > 1) as twice`),
    close: () => client.end(),
  };
}

/** How often each stage of each sheet was carried through to its end, by the workers' own word. */
export async function stagesCarriedOut(logs: readonly string[]): Promise<Map<string, number>> {
  const carriedOut = new Map<string, number>();
  for (const path of logs) {
    for (const line of (await readFile(path, 'utf8')).split('\n')) {
      if (!line.includes('"stage finished"') && !line.includes('"file split"')) continue;
      const said: { stage?: string; sheetId?: string; originalId?: string } = JSON.parse(line);
      const key = `${said.stage ?? 'split'} ${said.sheetId ?? said.originalId}`;
      carriedOut.set(key, (carriedOut.get(key) ?? 0) + 1);
    }
  }
  return carriedOut;
}
