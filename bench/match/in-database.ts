import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { ensureMunicipality } from '../../ledger/accounts/municipality.ts';
import { systemActor } from '../../ledger/accounts/system-actor.ts';
import { type Db, openDatabase } from '../../ledger/database.ts';
import { databasePersons } from '../../ledger/masters/persons.ts';
import { migrate } from '../../ledger/migrate.ts';
import type { MatchLookup } from '../../rules/matching/match-lookup.ts';
import { newId } from '../../runtime/ids.ts';
import { createLog } from '../../runtime/log.ts';
import { MUNICIPALITY } from '../../samples/generator/books.ts';
import { superviseDatabase } from '../installation/database-server.ts';
import { cpuSeconds } from '../workers/cpu-time.ts';
import type { Town } from './town.ts';

/** Rows of one statement. */
const CHUNK = 20_000;

/** Runs something on a PostgreSQL of its own with a town in its register, and takes the server away again. */
export async function withTownInDatabase<T>(
  town: Town,
  run: (masters: MatchLookup, serverSeconds: () => Promise<number>) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'yoshin-match-'));
  const server = await superviseDatabase(join(folder, 'server'), createLog('error'));
  try {
    await migrate(server.url, new Date());
    const scope = { kind: 'municipality', municipalityId: MUNICIPALITY } as const;
    const db = openDatabase(server.url, { max: 2, scope });
    try {
      await settle(db, town);
      return await run(databasePersons(db, MUNICIPALITY), () => cpuSeconds([server.folder]));
    } finally {
      await db.destroy();
    }
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function settle(db: Db, { residents, tickets }: Town): Promise<void> {
  const actor = systemActor(MUNICIPALITY);
  const context = { actor, requestId: newId(), traceId: newId(), now: new Date(), newId };
  const office = { municipalityId: MUNICIPALITY, name: '豊中市', demonstration: true };
  await ensureMunicipality(db, context, office);
  for (let from = 0; from < residents.length; from += CHUNK) {
    const rows = JSON.stringify(residents.slice(from, from + CHUNK));
    await sql`
      insert into residents (municipality_id, resident_id, name, kana, birth_date, sex, address, household_id, non_registered)
      select ${MUNICIPALITY}, "residentId", name, kana, "birthDate", sex, address, "householdId", false
      from jsonb_to_recordset(${rows}::jsonb) as row("residentId" text, name text, kana text, "birthDate" date, sex text,
        address text, "householdId" text)`.execute(db);
    const issued = JSON.stringify(tickets.slice(from, from + CHUNK));
    await sql`
      insert into issued_tickets (municipality_id, municipality_code, ticket_number, ticket_type, dose_number, resident_id)
      select ${MUNICIPALITY}, "municipalityCode", "ticketNumber", "ticketType", "doseNumber", "residentId"
      from jsonb_to_recordset(${issued}::jsonb) as row("municipalityCode" text, "ticketNumber" text, "ticketType" text,
        "doseNumber" text, "residentId" text)`.execute(db);
  }
  await sql`analyze residents, issued_tickets`.execute(db);
}
