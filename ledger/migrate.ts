import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { InvariantError } from '../runtime/errors.ts';

const MIGRATIONS = fileURLToPath(new URL('./migrations/', import.meta.url));

/**
 * Brings the database up to date as its owner, one transaction a file, under a lock so that several
 * processes may start at once. A file that changed after it was applied stops the program.
 */
export async function migrate(url: string, now: Date): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query("select pg_advisory_lock(hashtext('yoshin.migrate'))");
    await client.query('create schema if not exists yoshin');
    await client.query('set search_path = yoshin');
    await client.query(
      'create table if not exists migrations (name text primary key, sha256 text not null, applied_at timestamptz not null)',
    );
    const applied = await applyMissing(client, now);
    await client.query('select keep_municipalities_apart()');
    return applied;
  } finally {
    await client.end();
  }
}

/** Migrations this program has and the database has not; asked without changing anything. */
export async function missingMigrations(url: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const names = (await readdir(MIGRATIONS)).filter((name) => name.endsWith('.sql')).sort();
    const found = await client.query("select to_regclass('yoshin.migrations') as there");
    if (found.rows[0]?.there === null) return names;
    const { rows } = await client.query<{ name: string }>('select name from yoshin.migrations');
    return names.filter((name) => !rows.some((row) => row.name === name));
  } finally {
    await client.end();
  }
}

async function applyMissing(client: pg.Client, now: Date): Promise<number> {
  const { rows } = await client.query<{ name: string; sha256: string }>(
    'select name, sha256 from migrations',
  );
  const applied = new Map(rows.map((row) => [row.name, row.sha256]));
  const names = (await readdir(MIGRATIONS)).filter((name) => name.endsWith('.sql')).sort();
  let count = 0;
  for (const name of names) {
    const sql = await readFile(MIGRATIONS + name, 'utf8');
    const sha256 = createHash('sha256').update(sql).digest('hex');
    const known = applied.get(name);
    if (known !== undefined && known !== sha256) {
      throw new InvariantError('bug.invariant', { cause: new Error(`migration ${name} changed`) });
    }
    if (known !== undefined) continue;
    await client.query('begin');
    await client.query(sql);
    await client.query('insert into migrations values ($1, $2, $3)', [name, sha256, now]);
    await client.query('commit');
    count += 1;
  }
  return count;
}
