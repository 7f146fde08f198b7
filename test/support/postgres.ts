import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { inject } from 'vitest';

export type TestDatabase = Readonly<{ url: string; drop(): Promise<void> }>;

/** An empty database of its own for a test file, on the run's one real PostgreSQL. */
export async function createTestDatabase(name: string): Promise<TestDatabase> {
  const adminUrl = inject('databaseUrl');
  const database = `test_${name.replace(/\W/g, '_').toLowerCase()}_${randomBytes(4).toString('hex')}`;
  await execute(adminUrl, `CREATE DATABASE ${database}`);
  return {
    url: adminUrl.replace(/[^/]*$/, database),
    drop: () => execute(adminUrl, `DROP DATABASE IF EXISTS ${database} WITH (FORCE)`),
  };
}

async function execute(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
