import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import type { Client } from 'pg';
import pg from 'pg';
import { createAccount } from '../../ledger/accounts/create-account.ts';
import { ensureMunicipality } from '../../ledger/accounts/municipality.ts';
import { setPolicy } from '../../ledger/accounts/policy.ts';
import type { ActContext } from '../../ledger/act-context.ts';
import { type Db, openDatabase } from '../../ledger/database.ts';
import { createBatch } from '../../ledger/intake/batches.ts';
import { type Checked, recordChecked } from '../../ledger/intake/checked.ts';
import { findOriginal, receiveOriginal } from '../../ledger/intake/originals.ts';
import { recordSplit } from '../../ledger/intake/split.ts';
import {
  findSheet,
  recordPreprocessed,
  recordReading,
  type Sheet,
} from '../../ledger/intake/stages.ts';
import { migrate } from '../../ledger/migrate.ts';
import type { ReviewDeps } from '../../ledger/review/round.ts';
import type { BlobStore } from '../../runtime/blob-store.ts';
import { newId } from '../../runtime/ids.ts';
import { openTermVault } from '../../runtime/term-vault.ts';
import type { Role } from '../../schemas/accounts.ts';
import { FormTemplate } from '../../schemas/form-template.ts';
import type { FieldReading, PageReading } from '../../schemas/reading.ts';
import { PASSWORD_ALONE } from './account-deps.ts';
import { memoryBlobs } from './memory-blobs.ts';
import { createTestDatabase } from './postgres.ts';

export const MUNICIPALITY = '272035';
export const NOW = new Date('2026-11-22T03:00:00Z');
/** 券種 2, 2回目, 豊中市, 券番号. */
export const TICKET = '222720357569702356';

const box = [10, 10, 40, 8];
const field = (id: string, type: string, keying: string, more: object = {}) => ({
  id,
  labelJa: id,
  labelEn: id,
  type,
  keying,
  lookAtMm: box,
  ...more,
});

/** A form of four fields, one of each way to be confirmed. */
export const TEMPLATE = FormTemplate.parse({
  id: 'small-form',
  version: 1,
  titleJa: '試験様式',
  titleEn: 'Test form',
  programme: 'covid19',
  pageMm: { width: 210, height: 297 },
  anchors: {
    kind: 'corner-squares',
    sideMm: 5,
    centresMm: [
      [7, 7],
      [203, 7],
      [7, 290],
      [203, 290],
    ],
  },
  recognise: { maxResidualMm: 1, landmarksMm: [box], minLandmarkCorrelation: 0.5 },
  zones: [{ id: 'name', kind: 'handwriting', field: 'name', boxMm: box }],
  fields: [
    field('ocrLine', 'digits', 'shown', { digits: 18, recordItem: 'ticketCode' }),
    field('name', 'text', 'compare', { recordItem: 'name' }),
    field('lotNumber', 'code', 'shown', { recordItem: 'lotNumber' }),
    field('vaccinationDate', 'date', 'unseen', { recordItem: 'vaccinationDate' }),
  ],
});

export const read = (value: string | null, accepted: boolean): FieldReading => ({
  value,
  state: value === null ? 'unreadable' : accepted ? 'certain' : 'doubtful',
  accepted,
  probability: accepted ? 0.999 : 0.5,
  candidates: value === null ? [] : [{ value, probability: 0.5, source: 'test' }],
  boxMm: [10, 10, 40, 8],
  engine: 'test',
  engineVersion: 'test-1',
});

export const READING: PageReading = {
  template: TEMPLATE.id,
  registration: null,
  ms: 1,
  engineVersion: 'test-1',
  fields: {
    ocrLine: read(TICKET, true),
    name: read(null, false),
    lotNumber: read('EK9160', true),
    vaccinationDate: read('2021-10-15', false),
  },
};

/** Nothing found, and no ticket to find other scans by. */
export const CHECKED: Checked = {
  findings: [],
  person: { outcome: 'no_number', named: null, others: [] },
  ticketLine: null,
  looks: new Map(),
};

export type Person = Readonly<{ accountId: string; staffMemberId: string; context: ActContext }>;

/** A sheet of somebody who has had no dose yet: the ticket line names a resident of its own. */
export type WaitingSheet = Readonly<{
  sheetId: string;
  imageHash: string;
  ticket: string;
  residentId: string;
}>;

export type World = Readonly<{
  url: string;
  db: Db;
  /** As the owner, past every grant. */
  owner: Client;
  deps: ReviewDeps;
  publicKeyPem: string;
  system: ActContext;
  person(loginName: string, roles: readonly Role[], staffMemberId?: string): Promise<Person>;
  /** A sheet fresh from its file. */
  receivedSheet(batchId?: string): Promise<Sheet>;
  /** A sheet that waits for its first reader. */
  checkedSheet(over?: Partial<PageReading['fields']>, batchId?: string): Promise<WaitingSheet>;
  close(): Promise<void>;
}>;

/** A municipality with one resident, one issued ticket, and nothing in its ledger yet. */
export async function ledgerWorld(name: string, blobs: Putting = memoryBlobs()): Promise<World> {
  const database = await createTestDatabase(name);
  await migrate(database.url, NOW);
  const scope = { kind: 'municipality', municipalityId: MUNICIPALITY } as const;
  const db = openDatabase(database.url, { max: 4, scope });
  const owner = new pg.Client({ connectionString: database.url, options: '-c search_path=yoshin' });
  await owner.connect();
  const system = contextOf({ kind: 'system', accountId: null, staffMemberId: null, roles: [] });
  await ensureMunicipality(db, system, {
    municipalityId: MUNICIPALITY,
    name: '豊中市',
    demonstration: true,
  });
  await setPolicy(db, system, PASSWORD_ALONE);
  let persons = 0;
  const batch = await createBatch(db, system, {
    label: '試験',
    institutionCode: null,
    month: null,
    declaredSheets: null,
  });
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const publicKeyPem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
  const signer = {
    keyId: 'test-key',
    publicKeyPem,
    sign: (bytes: Uint8Array) => sign(null, bytes, privateKey),
  };
  return {
    url: database.url,
    db,
    owner,
    deps: {
      db,
      templates: new Map([[TEMPLATE.id, TEMPLATE]]),
      signer,
      randomness: randomBytes,
      vault: openTermVault(randomBytes(32)),
    },
    publicKeyPem,
    system,
    person: async (loginName, roles, staffMemberId) => {
      const account = {
        loginName,
        displayName: loginName,
        password: 'correct horse battery',
        roles,
        ...(staffMemberId === undefined ? {} : { staffMemberId }),
      };
      const created = await createAccount(db, system, account);
      return { ...created, context: contextOf({ kind: 'account', ...created, roles: [...roles] }) };
    },
    receivedSheet: (batchId = batch.batchId) => receivedSheet(db, system, batchId, blobs),
    checkedSheet: async (over = {}, batchId = batch.batchId) => {
      persons += 1;
      const named = await insertPerson(db, persons);
      const fields = { ...READING.fields, ocrLine: read(named.ticket, true), ...over };
      const received = await receivedSheet(db, system, batchId, blobs);
      const sheet = await checkedSheet(db, system, received, { ...READING, fields });
      return { ...sheet, ...named };
    },
    close: async () => {
      await db.destroy();
      await owner.end();
      await database.drop();
    },
  };
}

function contextOf(actor: Omit<ActContext['actor'], 'municipalityId'>): ActContext {
  return {
    actor: { ...actor, municipalityId: MUNICIPALITY },
    requestId: newId(),
    traceId: newId(),
    now: NOW,
    newId,
  };
}

/** The same person, in a later request. */
export const again = (context: ActContext): ActContext => ({ ...context, requestId: newId() });

/** Each is called 増田 節子, as namesakes are: only numbers tell them apart. */
export async function insertPerson(
  db: Db,
  number: number,
  name = '増田　節子',
): Promise<{ ticket: string; residentId: string }> {
  const municipalityId = MUNICIPALITY;
  const residentId = String(6_667_319_588 + number);
  const ticket = TICKET.slice(0, 8) + String(7_569_702_356 + number);
  await db
    .insertInto('residents')
    .values({
      municipalityId,
      residentId,
      name,
      kana: 'マスダ　セツコ',
      birthDate: '1950-05-31',
      sex: 'female',
      address: '大阪府豊中市本町四丁目16番22号',
      householdId: '066000001',
      nonRegistered: false,
    })
    .execute();
  await db
    .insertInto('issuedTickets')
    .values({
      municipalityId,
      municipalityCode: MUNICIPALITY,
      ticketNumber: ticket.slice(8),
      ticketType: '2',
      doseNumber: '2',
      residentId,
    })
    .execute();
  return { ticket, residentId };
}

type Putting = Pick<BlobStore, 'put'>;

export async function receivedSheet(
  db: Db,
  system: ActContext,
  batchId: string,
  blobs: Putting = memoryBlobs(),
): Promise<Sheet> {
  const { municipalityId } = system.actor;
  const image = randomBytes(64);
  const file = await receiveOriginal({ db, blobs }, system, {
    batchId,
    fileName: 'scan.png',
    source: image,
  });
  const { original } = await findOriginal(db, municipalityId, file.originalId);
  const ref = await blobs.put(municipalityId, randomBytes(64));
  const page = { pageNumber: 1, ref, mediaType: 'image/png', widthPx: 10, heightPx: 10 };
  await recordSplit(db, system, original, {
    pages: [page],
    mediaType: 'image/png',
    missingPages: [],
  });
  const { sheetId } = await db
    .selectFrom('sheets')
    .select('sheetId')
    .where('originalId', '=', file.originalId)
    .executeTakeFirstOrThrow();
  return findSheet(db, municipalityId, sheetId);
}

/** A sheet that has been read and checked. */
async function checkedSheet(
  db: Db,
  system: ActContext,
  sheet: Sheet,
  reading: PageReading,
): Promise<{ sheetId: string; imageHash: string }> {
  const preprocessed = { to: 'preprocessed', template: TEMPLATE.id, registration: null } as const;
  await recordPreprocessed(db, system, sheet, preprocessed);
  await recordReading(db, system, sheet, reading);
  await recordChecked(db, system, sheet, CHECKED);
  return { sheetId: sheet.sheetId, imageHash: sheet.imageHash };
}
