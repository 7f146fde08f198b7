import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { amendEntry } from '../../ledger/entries/amend-entry.ts';
import { verifyLedger } from '../../ledger/entries/verify-ledger.ts';
import { decideSample, setSamplingRate } from '../../ledger/sampling/decide.ts';
import { listDisputes, samplingOverview } from '../../ledger/sampling/overview.ts';
import { keySample, nextSample } from '../../ledger/sampling/work.ts';
import type { SampledSheet } from '../../schemas/api/sampling.ts';
import {
  again,
  ledgerWorld,
  MUNICIPALITY,
  type Person,
  read,
  type World,
} from '../support/ledger-world.ts';
import { takeSheet } from '../support/review-steps.ts';

let world: World;
let a: Person;
let b: Person;
let c: Person;
let boss: Person;

beforeAll(async () => {
  world = await ledgerWorld('sampling');
  a = await world.person('anna', ['reviewer']);
  b = await world.person('botan', ['reviewer']);
  c = await world.person('chika', ['reviewer']);
  boss = await world.person('daiki', ['supervisor']);
});
afterAll(() => world.close());

const LOT = 'EK9160';
type Sort = Readonly<{ engine?: string; day?: string; accepted?: boolean; rate?: number }>;

/** A sheet of this sort, committed by A and B while this share is drawn. */
async function committed({
  engine = 'test-1',
  day = '2021-10-20',
  accepted = true,
  rate = 0,
}: Sort) {
  await setSamplingRate(world.db, again(boss.context), rate);
  const sheet = await world.checkedSheet({ lotNumber: read(LOT, accepted) });
  await world.owner.query(
    `update sheet_readings set read_at = $2::date + time '12:00',
       reading = jsonb_set(reading, '{engineVersion}', to_jsonb($3::text)) where sheet_id = $1`,
    [sheet.sheetId, day, engine],
  );
  const one = await takeSheet(world, a, 'verify', sheet.sheetId);
  await one.confirm('ocrLine', 'name', ...(accepted ? ['lotNumber'] : []));
  if (!accepted) await one.key('lotNumber', LOT);
  await one.key('vaccinationDate', '2021-10-15');
  await one.verify(sheet.imageHash);
  const two = await takeSheet(world, b, 'approve', sheet.sheetId);
  const { entryId } = await two.approve(sheet.imageHash);
  if (entryId === null) throw new Error('expected a committed entry');
  return { ...sheet, entryId };
}

const samplesOf = async (sheetId: string) => {
  const rows = world.db.selectFrom('sampledFields').select(['fieldId', 'cause']);
  return rows.where('sheetId', '=', sheetId).orderBy('fieldId').execute();
};
const overview = (person: Person) => samplingOverview(world.deps, again(person.context));
const next = (person: Person) => nextSample(world.deps, again(person.context));
const key = (person: Person, sampledFieldId: string, value: string) =>
  keySample(world.deps, again(person.context), { sampledFieldId, answer: 'value', value });
const lotOf = ({ fields }: SampledSheet) => {
  const lot = fields.find(({ fieldId }) => fieldId === 'lotNumber');
  if (lot === undefined) throw new Error('the lot was not drawn');
  return lot.sampledFieldId;
};

/** What else waits of this sheet, so that the next one is another. */
async function keyRest(person: Person, { fields }: SampledSheet, ticket: string): Promise<void> {
  for (const { fieldId, sampledFieldId } of fields) {
    if (fieldId === 'ocrLine') await key(person, sampledFieldId, ticket);
  }
}

test('before a rate is set nothing is drawn; a reviewer sets none', async () => {
  expect(await overview(a)).toEqual({ rate: null, waitingForMe: 0, disputes: 0, figures: [] });
  await expect(setSamplingRate(world.db, again(a.context), 0.5)).rejects.toThrow('auth.forbidden');
  expect(await samplesOf((await committed({})).sheetId)).toEqual([]);
});

test('what one person confirmed as shown is keyed by somebody who has not had the sheet, once', async () => {
  const sheet = await committed({ rate: 1 });
  // The name was held against the register and the date keyed unseen: two words stand behind these.
  expect(await samplesOf(sheet.sheetId)).toEqual([
    { fieldId: 'lotNumber', cause: 'drawn' },
    { fieldId: 'ocrLine', cause: 'drawn' },
  ]);
  for (const [person, waiting] of [
    [a, 0],
    [b, 0],
    [c, 2],
  ] as const) {
    expect((await overview(person)).waitingForMe).toBe(waiting);
  }
  await expect(next(a)).rejects.toThrow('review.none_waiting');
  const given = await next(c);
  expect(JSON.stringify(given)).not.toContain(LOT);
  await expect(next(boss)).rejects.toThrow('review.none_waiting');
  await expect(key(boss, lotOf(given), LOT)).rejects.toThrow('resource.not_found');
  expect(await key(c, lotOf(given), 'ek9160')).toEqual({ agrees: true });
  await expect(key(c, lotOf(given), 'EK9999')).rejects.toThrow('resource.not_found');
  await keyRest(c, given, sheet.ticket);
  const { figures } = await overview(boss);
  expect(figures.map(({ fieldId, audited, errors }) => [fieldId, audited, errors])).toEqual([
    ['lotNumber', 1, 0],
    ['ocrLine', 1, 0],
  ]);
});

async function amendmentsAudited(entryId: string): Promise<Array<string | null>> {
  const rows = await world.db
    .selectFrom('auditEvents')
    .select('accountId')
    .where('action', '=', 'ledger.amend')
    .where('outcome', '=', 'done')
    .where('resourceId', '=', entryId)
    .execute();
  return rows.map(({ accountId }) => accountId);
}

test('an error of the ledger is settled by another, corrected, and recalls exactly its peers', async () => {
  const alike = { engine: 'test-1', day: '2021-10-21', accepted: true };
  const peers = [(await committed(alike)).sheetId, (await committed(alike)).sheetId];
  const others: string[] = [];
  for (const unlike of [{ engine: 'test-2' }, { day: '2021-10-22' }, { accepted: false }]) {
    others.push((await committed({ ...alike, ...unlike })).sheetId);
    for (const too of [{ engine: 'test-2' }, { accepted: false }]) {
      others.push((await committed({ ...alike, ...unlike, ...too })).sheetId);
    }
  }
  const audited = await committed({ day: '2021-10-21', rate: 1 });
  const seen = await next(c);
  expect(await key(c, lotOf(seen), LOT)).toEqual({ agrees: true });
  await keyRest(c, seen, audited.ticket);
  const wrong = await committed({ day: '2021-10-21', rate: 1 });
  const given = await next(c);
  const sampledFieldId = lotOf(given);
  expect(await key(c, sampledFieldId, 'EK9166')).toEqual({ agrees: false });
  await keyRest(c, given, wrong.ticket);

  const [dispute] = (await listDisputes(world.deps, again(boss.context))).items;
  await expect(listDisputes(world.deps, again(c.context))).rejects.toThrow('auth.forbidden');
  expect(dispute).toMatchObject({
    entryId: wrong.entryId,
    ledger: { answer: 'value', value: LOT },
    keyed: { answer: 'value', value: 'EK9166' },
    ...{ keyedBy: 'chika', mine: false, peers: 2 },
  });
  const decided = { sampledFieldId, decision: 'error', reason: '末尾は6' } as const;
  await expect(decideSample(world.db, again(c.context), decided)).rejects.toThrow('auth.forbidden');
  expect(await decideSample(world.db, again(boss.context), decided)).toEqual({
    corrected: true,
    recalled: 2,
  });
  await expect(decideSample(world.db, again(boss.context), decided)).rejects.toThrow(
    'resource.not_found',
  );
  for (const sheetId of peers) {
    expect(await samplesOf(sheetId)).toEqual([{ fieldId: 'lotNumber', cause: 'recalled' }]);
  }
  for (const sheetId of others) expect(await samplesOf(sheetId)).toEqual([]);
  const opened = await world.db
    .selectFrom('reviewRounds')
    .select(['kind', 'state', 'reason'])
    .where('amendsEntryId', '=', wrong.entryId)
    .execute();
  expect(opened).toEqual([
    { kind: 'correction', state: 'awaiting_verification', reason: '末尾は6' },
  ]);
  expect(await amendmentsAudited(wrong.entryId)).toEqual([boss.context.actor.accountId]);
  const lot = (await overview(boss)).figures.find(({ fieldId }) => fieldId === 'lotNumber');
  expect(lot).toMatchObject({ audited: 3, errors: 1, waiting: 2, recalled: 2 });
  expect(lot?.upper95).toBeGreaterThan(0.9);
  // Read alike on that day and committed only now: recalled as well, whatever the rate.
  const late = await committed({ day: '2021-10-21' });
  expect(await samplesOf(late.sheetId)).toEqual([{ fieldId: 'lotNumber', cause: 'recalled' }]);
  await world.owner.query('delete from sampled_fields where sheet_id = $1', [late.sheetId]);
  // What was recalled comes first, and does not count as chance.
  const recalled = await next(c);
  expect(peers).toContain(recalled.sheetId);
  expect(recalled.fields.map(({ fieldId }) => fieldId)).toEqual(['lotNumber']);
  await key(c, lotOf(recalled), LOT);
  expect(
    (await overview(boss)).figures.find(({ fieldId }) => fieldId === 'lotNumber'),
  ).toMatchObject({
    ...{ audited: 3, errors: 1, waiting: 1 },
  });
});

test('a slip of whoever keyed it recalls nothing; nobody settles their own', async () => {
  const { sheetId } = await committed({ day: '2021-10-29', rate: 1 });
  await world.owner.query(`delete from sampled_fields where keyed_at is null and sheet_id <> $1`, [
    sheetId,
  ]);
  const given = await next(boss);
  const sampledFieldId = lotOf(given);
  await key(boss, sampledFieldId, 'EK9161');
  const chief = await world.person('emi', ['supervisor']);
  const slip = { sampledFieldId, decision: 'slip', reason: '見間違い' } as const;
  await expect(decideSample(world.db, again(boss.context), slip)).rejects.toThrow(
    'review.same_person',
  );
  expect(await decideSample(world.db, again(chief.context), slip)).toEqual({
    corrected: false,
    recalled: 0,
  });
  expect((await overview(chief)).disputes).toBe(0);
  const { publicKeyPem } = world;
  expect((await verifyLedger(world.db, MUNICIPALITY, publicKeyPem)).problems).toEqual([]);
});

test('another municipality has no samples', async () => {
  const elsewhere = again({
    ...boss.context,
    actor: { ...boss.context.actor, municipalityId: '112453' },
  });
  expect(await samplingOverview(world.deps, elsewhere)).toMatchObject({ rate: null, figures: [] });
});

test('an error in a field that was put right since corrects nothing, while one in work waits for its signature', async () => {
  const { sheetId, entryId, imageHash } = await committed({ day: '2021-11-02', rate: 1 });
  await world.owner.query(`delete from sampled_fields where keyed_at is null and sheet_id <> $1`, [
    sheetId,
  ]);
  const given = await next(c);
  const sampledFieldId = lotOf(given);
  await key(c, sampledFieldId, 'EK9166');
  const reason = '末尾は6';
  await amendEntry(world.db, again(a.context), { entryId, kind: 'correction', reason });
  const error = { sampledFieldId, decision: 'error', reason } as const;
  await expect(decideSample(world.db, again(boss.context), error)).rejects.toThrow(
    'ledger.conflict',
  );
  expect((await overview(boss)).disputes).toBe(1);
  const one = await takeSheet(world, a, 'verify', sheetId);
  await one.confirm('ocrLine', 'name');
  await one.key('lotNumber', 'EK9166');
  await one.key('vaccinationDate', '2021-10-15');
  await one.verify(imageHash);
  const two = await takeSheet(world, b, 'approve', sheetId);
  await two.key('lotNumber', 'EK9166');
  await two.approve(imageHash);
  expect(await decideSample(world.db, again(boss.context), error)).toMatchObject({
    corrected: false,
  });
});

test('the database itself keeps samples honest', async () => {
  const { sheetId } = await committed({ day: '2021-11-03', rate: 1 });
  const of = (who: Person) => ({
    ...{ keyedBy: who.staffMemberId, keyedAt: new Date(), answer: 'value' as const },
    ...{ value: LOT, agrees: false },
  });
  const lot = () =>
    world.db
      .updateTable('sampledFields')
      .where('sheetId', '=', sheetId)
      .where('fieldId', '=', 'lotNumber');
  for (const part of [a, b]) {
    await expect(lot().set(of(part)).execute()).rejects.toMatchObject({ code: 'YL002' });
  }
  await lot().set(of(c)).execute();
  const other = { ...of(c), value: 'EK9999' };
  await expect(lot().set(other).execute()).rejects.toMatchObject({ code: 'YL004' });
  const settled = { decision: 'slip' as const, reason: 'ー', decidedAt: new Date() };
  for (const own of [a, b, c]) {
    const decidedBy = own.staffMemberId;
    await expect(
      lot()
        .set({ ...settled, decidedBy })
        .execute(),
    ).rejects.toMatchObject({
      code: 'YL002',
    });
  }
  const [row] = await world.db
    .selectFrom('sampledFields')
    .selectAll()
    .where('sheetId', '=', sheetId)
    .execute();
  if (row === undefined) throw new Error('nothing was drawn');
  await expect(
    world.db
      .insertInto('sampledFields')
      .values({ ...row, ...of(c), sampledFieldId: randomUUID(), fieldId: 'name' })
      .execute(),
  ).rejects.toMatchObject({ code: 'YL004' });
});
