import { randomBytes } from 'node:crypto';
import type { Selectable } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { ensureMunicipality } from '../../ledger/accounts/municipality.ts';
import { systemActor } from '../../ledger/accounts/system-actor.ts';
import type { ActContext } from '../../ledger/act-context.ts';
import { type Db, openDatabase } from '../../ledger/database.ts';
import { importMasters, type MasterCounts } from '../../ledger/masters/import-masters.ts';
import type { MasterTexts } from '../../ledger/masters/sources.ts';
import { migrate } from '../../ledger/migrate.ts';
import type { MasterChanges } from '../../ledger/tables/master-tables.ts';
import { newId } from '../../runtime/ids.ts';
import { openTermVault, type TermVault } from '../../runtime/term-vault.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';

const NOW = new Date('2026-04-01T00:00:00Z');
export const TICKETS_HEADER = '自治体コード,券番号,券種,回数,宛名番号';
/** Small masters with nothing wrong in them; the lines end in different ways. */
export const GOOD = {
  'residents.csv':
    '宛名番号,氏名,カナ,生年月日,性別,住所,世帯番号,住登外フラグ\r\n' +
    '1000000001,試験　花子,シケン　ハナコ,1950-02-09,女,"試験市本町1-1, 2階",900001,0\r\n' +
    '1000000002,試験　太郎,シケン　タロウ,1951/3/4,,試験市本町1-2,,1\r\n',
  'issued-tickets.csv': `${TICKETS_HEADER}\n112453,7000000001,2,1,1000000001\n112453,7000000001,2,2,1000000001\n`,
  'institutions.csv': '医療機関コード,名称,所在地\n1110113719,試験医院,試験市本町3\n',
  'lots.csv':
    'lot,product,manufacturer,expiry,valid_from,valid_to\n' +
    'AB1234,製品甲,製造所,2021-12-31,2021-04-01,2021-12-31\n' +
    'AB1234,製品乙,製造所,2022-12-31,2021-04-01,2022-12-31\n',
  'history.csv':
    '宛名番号,券番号,回数,接種年月日,製品名,lot,接種量,医療機関コード\n' +
    '1000000001,7000000001,2,2021-05-22,製品甲,AB1234,0.3,1110113719\n' +
    '1000000001,7000000001,1,2021-05-01,製品甲,AB1234,0.3,1110113719\n',
};

export type MastersWorld = {
  vault: TermVault;
  db: Db;
  municipalityId: string;
  context: ActContext;
  importTexts(texts: MasterTexts): Promise<MasterCounts>;
  /** Rows of each master of the municipality. */
  counted(): Promise<MasterCounts>;
  /** The history of all of them, the oldest first. */
  changes(): Promise<Array<Selectable<MasterChanges>>>;
};

/** A database for the file and, for each test, a municipality whose masters no other sees. */
export function mastersWorld(name: string): () => MastersWorld {
  let database: TestDatabase;
  let db: Db;
  let municipality = 900_000;
  let world: MastersWorld;
  beforeAll(async () => {
    database = await createTestDatabase(name);
    await migrate(database.url, NOW);
  });
  afterAll(() => database.drop());
  afterEach(() => db.destroy());
  beforeEach(async () => {
    municipality += 1;
    const municipalityId = String(municipality);
    db = openDatabase(database.url, { max: 3, scope: { kind: 'municipality', municipalityId } });
    const actor = systemActor(municipalityId);
    const context = { actor, requestId: newId(), traceId: newId(), now: NOW, newId };
    const wanted = { municipalityId, name: '試験市', demonstration: false };
    await ensureMunicipality(db, context, wanted);
    world = {
      db,
      vault: openTermVault(randomBytes(32)),
      municipalityId,
      context,
      importTexts: (texts) => importMasters(db, context, { texts }),
      counted: () => countRows(db, municipalityId),
      changes: () => changesOf(db, municipalityId),
    };
  });
  return () => world;
}

const changesOf = (db: Db, municipalityId: string) =>
  db
    .selectFrom('masterChanges')
    .selectAll()
    .where('municipalityId', '=', municipalityId)
    .orderBy('changeNumber')
    .execute();

async function countRows(db: Db, municipalityId: string): Promise<MasterCounts> {
  const rowsOf = async (table: keyof MasterCounts) => {
    const rows = await db
      .selectFrom(table)
      .select('municipalityId')
      .where('municipalityId', '=', municipalityId)
      .execute();
    return rows.length;
  };
  return {
    residents: await rowsOf('residents'),
    issuedTickets: await rowsOf('issuedTickets'),
    institutions: await rowsOf('institutions'),
    physicians: await rowsOf('physicians'),
    lots: await rowsOf('lots'),
    fees: await rowsOf('fees'),
    earlierDoses: await rowsOf('earlierDoses'),
  };
}
