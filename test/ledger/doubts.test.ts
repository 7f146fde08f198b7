import { afterAll, beforeAll, expect, test } from 'vitest';
import { viewReviewSheet } from '../../ledger/review/answers.ts';
import type { ReviewSheet } from '../../schemas/api/review.ts';
import { birthDateWorld } from '../support/birth-date-world.ts';
import { type Person, read, type World } from '../support/ledger-world.ts';
import { takeSheet } from '../support/review-steps.ts';

/** As the register has it; the readers see another year. */
const BORN = '1950-05-31';
const READ = '1956-05-31';

let world: World;
let a: Person;
let b: Person;
let c: Person;

beforeAll(async () => {
  world = await birthDateWorld('doubts');
  a = await world.person('anna', ['reviewer']);
  b = await world.person('botan', ['reviewer']);
  c = await world.person('chika', ['supervisor']);
});
afterAll(() => world.close());

const doubtOf = (sheet: ReviewSheet, fieldId: string) =>
  sheet.fields.find((field) => field.fieldId === fieldId)?.doubt;

test('A is told what the register says of a birth date once it is keyed, and not before', async () => {
  const { sheetId } = await world.checkedSheet({ birthDate: read(READ, false) });
  const hands = await takeSheet(world, a, 'verify', sheetId);
  const other = await hands.key('vaccinationDate', '2021-10-16');
  expect(JSON.stringify(other)).not.toMatch(/19[0-9]{2}-05-31/);
  // Whether a day lies after the birth would tell something of the birth.
  expect(doubtOf(other, 'vaccinationDate')?.master).toMatchObject({ name: 'window', says: null });
  const keyed = await hands.key('birthDate', '1950-06-01');
  expect(doubtOf(keyed, 'birthDate')).toMatchObject({
    candidates: [{ value: READ, held: false }],
    master: { name: 'register', holdsMine: false, says: BORN },
  });
  const again = await hands.key('birthDate', BORN);
  expect(doubtOf(again, 'birthDate')?.master).toMatchObject({ holdsMine: true });
});

test('who approves and who settles hear nothing of the masters', async () => {
  const sheet = await world.checkedSheet({ birthDate: read(READ, false) });
  const first = await takeSheet(world, a, 'verify', sheet.sheetId);
  await first.confirm('ocrLine', 'name', 'lotNumber');
  await first.key('vaccinationDate', '2021-10-15');
  await first.key('birthDate', BORN);
  await first.verify(sheet.imageHash);
  const second = await takeSheet(world, b, 'approve', sheet.sheetId);
  const seen = await second.key('birthDate', '1950-05-13');
  expect(doubtOf(seen, 'birthDate')).toBeNull();
  await second.approve(sheet.imageHash);
  await takeSheet(world, c, 'adjudicate', sheet.sheetId);
  const settled = await viewReviewSheet(world.deps, c.context, sheet.sheetId);
  expect(doubtOf(settled, 'birthDate')).toMatchObject({
    candidates: [{ value: READ, held: null }],
    master: null,
  });
});

test('a finding on age is told once the birth date was keyed, though the register had it all along', async () => {
  const { sheetId } = await world.checkedSheet({ birthDate: read(READ, false) });
  const { municipalityId } = a.context.actor;
  await world.deps.db
    .insertInto('lots')
    .values({
      ...{ municipalityId, lotNumber: 'EK9160', product: 'コミナティ', manufacturer: 'ファイザー' },
      ...{ expiry: '2021-12-31', validFrom: '2021-05-01', validTo: '2021-12-31' },
    })
    .execute();
  await world.deps.db
    .updateTable('residents')
    .set({ birthDate: '2021-08-01' })
    .where('municipalityId', '=', municipalityId)
    .execute();
  const codes = ({ findings }: ReviewSheet) => findings.map(({ code }) => code);
  const hands = await takeSheet(world, a, 'verify', sheetId);
  await hands.confirm('ocrLine', 'name', 'lotNumber');
  const before = await hands.key('vaccinationDate', '2021-10-15');
  expect(codes(before)).not.toContain('age_not_eligible');
  expect(codes(await hands.key('birthDate', BORN))).toContain('age_not_eligible');
});
