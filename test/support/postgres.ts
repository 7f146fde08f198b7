import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { inject } from 'vitest';

export type TestDatabase = Readonly<{
  url: string;
  /** Breaks every connection and refuses new ones, as a server that is restarted does. */
  interrupt(): Promise<void>;
  resume(): Promise<void>;
  drop(): Promise<void>;
}>;

/** An empty database of its own for a test file, on the run's one real PostgreSQL. */
export async function createTestDatabase(name: string): Promise<TestDatabase> {
  const adminUrl = inject('databaseUrl');
  const database = `test_${name.replace(/\W/g, '_').toLowerCase()}_${randomBytes(4).toString('hex')}`;
  const administer = (...statements: string[]) => executeAll(adminUrl, statements);
  const disconnect = [
    `ALTER DATABASE ${database} ALLOW_CONNECTIONS false`,
    // Only clients: an autovacuum worker belongs to the superuser, and to end one is forbidden to us.
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = '${database}' AND backend_type = 'client backend'`,
  ] as const;
  await administer(`CREATE DATABASE ${database}`);
  return {
    url: adminUrl.replace(/[^/]*$/, database),
    interrupt: () => administer(...disconnect),
    resume: () => administer(`ALTER DATABASE ${database} ALLOW_CONNECTIONS true`),
    // Not WITH (FORCE), which fails on an autovacuum worker; a plain DROP ends that worker itself and waits for it.
    drop: () => administer(...disconnect, `DROP DATABASE ${database}`),
  };
}

async function executeAll(url: string, statements: readonly string[]): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}
