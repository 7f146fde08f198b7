import { afterAll, beforeAll, expect, test } from 'vitest';
import { chooseForm, chosenFormOf, denyForm } from '../../ledger/intake/chosen-form.ts';
import { markForeign, reopenSheet } from '../../ledger/intake/sheet-acts.ts';
import { findSheet, recordPreprocessed, recordReading } from '../../ledger/intake/stages.ts';
import { claim } from '../../ledger/review/leases.ts';
import type { Registration } from '../../schemas/reading.ts';
import {
  again,
  ledgerWorld,
  MUNICIPALITY,
  type Person,
  READING,
  read,
  TEMPLATE,
  type World,
} from '../support/ledger-world.ts';

const BY_HAND: Registration = {
  residualMm: 300,
  rotation: 90,
  mmToPx: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  byHand: 'place',
};
const UNREAD = { ...READING, fields: { name: read(null, false) } };

let world: World;
let clerk: Person;
let reader: Person;
beforeAll(async () => {
  world = await ledgerWorld('form_by_hand');
  clerk = await world.person('clerk', ['clerk']);
  reader = await world.person('reader', ['reviewer']);
});
afterAll(() => world.close());

const sheetOf = (sheetId: string) => findSheet(world.db, MUNICIPALITY, sheetId);
const choose = (sheetId: string, template = TEMPLATE.id, who = clerk) =>
  chooseForm(world.db, world.deps.templates, again(who.context), {
    ...{ sheetId, template, rotation: 90 as const, reason: '朱印で隠れている' },
  });
const deny = (sheetId: string) =>
  denyForm(world.db, again(clerk.context), { sheetId, reason: '違う様式' });
const reason = (sheetId: string) => ({ sheetId, reason: '見直し' });

async function unknownSheet(): Promise<string> {
  const sheet = await world.receivedSheet();
  const stranger = { to: 'unknown_form', template: 'other', registration: null } as const;
  await recordPreprocessed(world.db, world.system, sheet, stranger);
  return sheet.sheetId;
}

test('what a person chose holds for the next run of the machine, and no longer', async () => {
  const sheetId = await unknownSheet();
  expect(await chosenFormOf(world.db, await sheetOf(sheetId))).toBeNull();
  expect((await choose(sheetId)).state).toBe('received');
  const sheet = await sheetOf(sheetId);
  expect(await chosenFormOf(world.db, sheet)).toEqual({ template: TEMPLATE.id, rotation: 90 });
  const stranger = { to: 'unknown_form', template: 'other', registration: null } as const;
  await recordPreprocessed(world.db, world.system, sheet, stranger);
  await reopenSheet(world.db, again(clerk.context), reason(sheetId));
  expect(await chosenFormOf(world.db, await sheetOf(sheetId))).toBeNull();
});

test('the choice is in the audit log and in the events of the sheet, with who and why', async () => {
  const sheetId = await unknownSheet();
  await choose(sheetId);
  const { rows } = await world.owner.query(
    `select e.account_id, e.detail, a.detail as audited, a.outcome
     from sheet_events e join audit_events a on a.request_id = e.request_id
     where e.sheet_id = $1 and e.stage = 'choose_form'`,
    [sheetId],
  );
  const chosen = { template: TEMPLATE.id, rotation: 90 };
  expect(rows).toEqual([
    {
      account_id: clerk.accountId,
      detail: { ...chosen, reason: '朱印で隠れている' },
      audited: { ...chosen, stage: 'choose_form' },
      outcome: 'done',
    },
  ]);
});

test('only a known form is chosen, by who takes in paper, for what was set aside', async () => {
  const sheetId = await unknownSheet();
  await expect(choose(sheetId, 'no-such-form')).rejects.toMatchObject({ code: 'input.invalid' });
  const forbidden = { code: 'auth.forbidden' };
  await expect(choose(sheetId, TEMPLATE.id, reader)).rejects.toMatchObject(forbidden);
  expect((await sheetOf(sheetId)).state).toBe('unknown_form');
  await markForeign(world.db, again(clerk.context), reason(sheetId));
  expect((await choose(sheetId)).state).toBe('received');
  await expect(choose(sheetId)).rejects.toMatchObject({ code: 'review.wrong_state' });
});

test('nothing that was read is taken of a page that lies where a person put it', async () => {
  const sheetId = await unknownSheet();
  await choose(sheetId);
  const placed = { to: 'preprocessed', template: TEMPLATE.id, registration: BY_HAND } as const;
  await recordPreprocessed(world.db, world.system, await sheetOf(sheetId), placed);
  const sheet = await sheetOf(sheetId);
  const broken = { code: 'bug.invariant' };
  await expect(recordReading(world.db, world.system, sheet, READING)).rejects.toMatchObject(broken);
  const guess = {
    ...read(null, false),
    candidates: [{ value: '1', probability: 0.1, source: 'x' }],
  };
  const guessed = { ...UNREAD, fields: { name: guess } };
  await expect(recordReading(world.db, world.system, sheet, guessed)).rejects.toMatchObject(broken);
  expect((await sheetOf(sheetId)).state).toBe('preprocessed');
  await recordReading(world.db, world.system, sheet, UNREAD);
  expect((await sheetOf(sheetId)).state).toBe('read');
});

test('a form is taken back until somebody begins to review it, and its round with it', async () => {
  const { sheetId } = await world.checkedSheet();
  expect((await deny(sheetId)).state).toBe('unknown_form');
  const rounds = await world.db
    .selectFrom('reviewRounds')
    .select(['state', 'note'])
    .where('sheetId', '=', sheetId)
    .execute();
  expect(rounds).toEqual([{ state: 'withdrawn', note: '違う様式' }]);
  const begun = await world.checkedSheet();
  const lease = await claim(world.db, again(reader.context), { purpose: 'verify' });
  expect(lease.sheetId).toBe(begun.sheetId);
  await expect(deny(begun.sheetId)).rejects.toMatchObject({ code: 'review.wrong_state' });
});
