import { Client } from 'pg';
import { expect, test } from 'vitest';
import { createTestDatabase } from '../support/postgres.ts';

test('a test database is empty, speaks UTF-8 and UTC, and is gone after its drop', async () => {
  const database = await createTestDatabase('support');
  const client = new Client({ connectionString: database.url });
  await client.connect();
  const { rows } = await client.query(
    `SELECT current_setting('server_encoding') AS encoding, current_setting('TimeZone') AS zone,
      (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) AS super, '髙' COLLATE "C" AS kanji`,
  );
  expect(rows).toEqual([{ encoding: 'UTF8', zone: 'UTC', super: false, kanji: '髙' }]);
  await client.end();
  await database.drop();
  await expect(new Client({ connectionString: database.url }).connect()).rejects.toMatchObject({
    code: '3D000',
  });
});
