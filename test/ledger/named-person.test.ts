import { expect, test } from 'vitest';
import { verifyAudit } from '../../ledger/auditing/verify-audit.ts';
import { personHistory } from '../../ledger/entries/person-history.ts';
import { verifyLedger } from '../../ledger/entries/verify-ledger.ts';
import { masterHistory } from '../../ledger/masters/master-history.ts';
import { undoAnswer } from '../../ledger/review/answers.ts';
import { searchPersons } from '../../ledger/review/name-person.ts';
import { returnToVerification, signAdjudication } from '../../ledger/review/sign.ts';
import { again, MUNICIPALITY, read } from '../support/ledger-world.ts';
import {
  fieldOf,
  keyAll,
  keyIdentity,
  NEWCOMER,
  personOffice,
  READS,
  registered,
  say,
  taken,
} from '../support/person-world.ts';
import { takeSheet } from '../support/review-steps.ts';

const on = personOffice('named_person', 'ticket');

test('a number that names nobody asks A for the person, after what tells persons apart', async () => {
  const sheet = await on.ofNobody();
  const hands = await takeSheet(on.world, on.people.a, 'verify', sheet.sheetId);
  const before = await on.lookedAt(on.people.a, sheet.sheetId);
  expect(before.naming).toMatchObject({ asked: true, when: 'later', choices: [], namesakes: [] });
  expect(fieldOf(before, 'person')).toMatchObject({ type: 'person', mustAnswer: true, mine: null });
  const early = { code: 'review.person_too_early' };
  await expect(say(on.world, on.people.a, hands, taken())).rejects.toMatchObject(early);
  const search = { ...hands.held, words: '増田', birthDate: null };
  await expect(
    searchPersons(on.world.deps, again(on.people.a.context), search),
  ).rejects.toMatchObject(early);
  await hands.key('ocrLine', sheet.written.ocrLine);
  for (const field of ['name', 'kana', 'birthDate'] as const) {
    await hands.key(field, NEWCOMER[field]);
  }
  const now = await on.lookedAt(on.people.a, sheet.sheetId);
  expect(now.naming).toMatchObject({ asked: true, when: 'now', isComplete: true });
  await hands.key('address', NEWCOMER.address);
  await hands.confirm('lotNumber');
  await hands.key('vaccinationDate', '2021-10-15');
  await expect(hands.verify(sheet.imageHash)).rejects.toMatchObject({
    code: 'review.field_open',
    fields: ['person'],
  });
});

test('somebody whom the register does not have is in it once two people have said so, and not before', async () => {
  const before = await on.residents();
  const sheet = await on.ofNobody();
  const count = before + 1;
  const first = await keyAll(on.world, on.people.a, sheet.sheetId, sheet.written);
  await say(on.world, on.people.a, first, taken());
  await first.verify(sheet.imageHash);
  const second = await takeSheet(on.world, on.people.b, 'approve', sheet.sheetId);
  await keyIdentity(second, { kana: 'たかはし　みどり', address: '北区上野東3-28-3' });
  await say(on.world, on.people.b, second, {
    ...taken(),
    reason: '住民票は隣の市',
  });
  expect(await on.residents()).toBe(count);
  const { entryId } = await second.approve(sheet.imageHash, ['ticket_not_issued']);
  expect(await on.residents()).toBe(count + 1);
  const entry = await on.entryOf(entryId ?? '');
  expect(entry).toMatchObject({
    record: {
      name: NEWCOMER.name,
      kana: NEWCOMER.kana,
      birthDate: NEWCOMER.birthDate,
      address: NEWCOMER.address,
      nonRegistered: true,
      ticketNumber: sheet.written.ocrLine.slice(8),
    },
    person: {
      kind: 'not_registered',
      namedBy: 'anna',
      agreedBy: 'botan',
      reasons: ['転入の届け出の前に接種', '住民票は隣の市'],
    },
  });
  const residentId = entry.record.residentId ?? '';
  expect(entry.fields.find(({ fieldId }) => fieldId === 'person')).toMatchObject({
    value: 'not_registered',
    evidence: 'two_equal_keyings',
  });
  for (const id of ['name', 'kana', 'address']) {
    const field = entry.fields.find(({ fieldId }) => fieldId === id);
    expect(field?.evidence).toBe('two_equal_keyings');
  }
  const { changes } = await masterHistory(on.world.deps, again(on.people.c.context), 'residents', [
    residentId,
  ]);
  expect(changes).toMatchObject([
    { origin: 'review', by: 'anna・botan', reason: '転入の届け出の前に接種', before: null },
  ]);
  const { doses } = await personHistory(on.world.deps, again(on.people.b.context), residentId);
  expect(doses).toHaveLength(1);
});

test('nothing is left of a word that was taken back, and nothing of one that was never agreed on', async () => {
  const before = await on.residents();
  const sheet = await on.ofNobody();
  const first = await keyAll(on.world, on.people.a, sheet.sheetId, {
    ...sheet.written,
    name: '北野 取消',
  });
  await say(on.world, on.people.a, first, taken());
  const undone = await undoAnswer(on.world.deps, again(on.people.a.context), first.held);
  expect(fieldOf(undone, 'person')).toMatchObject({ mine: null, status: 'open' });
  await say(on.world, on.people.a, first, taken());
  await first.verify(sheet.imageHash);
  const second = await takeSheet(on.world, on.people.b, 'approve', sheet.sheetId);
  const reason = '別の人ではないか確かめてください';
  await returnToVerification(on.world.deps, again(on.people.b.context), { ...second.held, reason });
  expect(await on.residents()).toBe(before + 1);
  expect(
    await on.world.db.selectFrom('entryPersons').select('entryId').execute(),
  ).not.toContainEqual({
    entryId: sheet.sheetId,
  });
});

test('B is not told whom A chose, neither by the name nor by what hangs on it', async () => {
  const other = await on.world.checkedSheet();
  const sheet = await on.ofNobody();
  const written = {
    ...sheet.written,
    name: '増田 節子',
    kana: 'マスダ セツコ',
    birthDate: '1950-05-31',
  };
  const first = await keyAll(on.world, on.people.a, sheet.sheetId, written);
  const chosen = await say(on.world, on.people.a, first, registered(other.residentId));
  expect(chosen.person?.residentId).toBe(other.residentId);
  await first.verify(sheet.imageHash);
  await takeSheet(on.world, on.people.b, 'approve', sheet.sheetId);
  const seen = await on.lookedAt(on.people.b, sheet.sheetId);
  expect(seen).toMatchObject({ person: null, earlierDoses: [] });
  expect(fieldOf(seen, 'person')).toMatchObject({ mustAnswer: true, mine: null, closed: null });
  const { naming, ...rest } = seen;
  expect(JSON.stringify(rest.fields)).not.toContain(other.residentId);
  expect(naming?.spokenOf).toEqual([]);
});

test('two who choose the same resident of the register fix the person', async () => {
  const other = await on.world.checkedSheet();
  const sheet = await on.ofNobody();
  const written = {
    ...sheet.written,
    name: '増田 節子',
    kana: 'マスダ セツコ',
    birthDate: '1950-05-31',
  };
  const first = await keyAll(on.world, on.people.a, sheet.sheetId, written);
  await say(on.world, on.people.a, first, registered(other.residentId));
  await first.verify(sheet.imageHash);
  const second = await takeSheet(on.world, on.people.b, 'approve', sheet.sheetId);
  for (const { fieldId, mustAnswer } of (await on.lookedAt(on.people.b, sheet.sheetId)).fields) {
    if (!mustAnswer || fieldId === 'person') continue;
    await second.key(fieldId, { ...written, vaccinationDate: '' }[fieldId as 'name']);
  }
  const agreed = await say(on.world, on.people.b, second, registered(other.residentId));
  expect(agreed.person?.residentId).toBe(other.residentId);
  const grave = agreed.findings.flatMap(({ code, severity }) =>
    severity === 'block' ? [code] : [],
  );
  const { entryId } = await second.approve(sheet.imageHash, grave);
  const entry = await on.entryOf(entryId ?? '');
  expect(entry.record.residentId).toBe(other.residentId);
  expect(await on.entryPersons(entryId ?? '')).toMatchObject({
    kind: 'registered',
    namedBy: on.people.a.staffMemberId,
    agreedBy: on.people.b.staffMemberId,
  });
});

test('A may say that a number is of somebody else, with a reason, and B is asked too', async () => {
  const [other, sheet] = [
    await on.world.checkedSheet(),
    await on.world.checkedSheet({ ...READS, birthDate: read('1950-05-31', false) }),
  ];
  const written = { name: '増田 節子', kana: 'マスダ セツコ', birthDate: '1950-05-31' };
  const first = await takeSheet(on.world, on.people.a, 'verify', sheet.sheetId);
  await first.confirm('ocrLine', 'name', 'kana', 'lotNumber');
  await first.key('birthDate', written.birthDate);
  await first.key('vaccinationDate', '2021-10-15');
  const optional = await first.confirm('address');
  expect(optional.naming).toMatchObject({ asked: false, when: 'now' });
  expect(fieldOf(optional, 'person')).toBeUndefined();
  await expect(
    say(on.world, on.people.a, first, registered(other.residentId)),
  ).rejects.toMatchObject({
    code: 'input.invalid',
    fields: ['reason'],
  });
  await say(on.world, on.people.a, first, registered(other.residentId, '券が別の人のもの'));
  await first.verify(sheet.imageHash);
  const second = await takeSheet(on.world, on.people.b, 'approve', sheet.sheetId);
  const asked = await on.lookedAt(on.people.b, sheet.sheetId);
  expect(fieldOf(asked, 'person')?.mustAnswer).toBe(true);
  expect(asked.person).toBeNull();
  const agreed = await say(
    on.world,
    on.people.b,
    second,
    registered(other.residentId, '紙の字は別の人'),
  );
  expect(agreed.findings.map(({ code }) => code)).toContain('ticket_of_another');
  await expect(second.approve(sheet.imageHash)).rejects.toMatchObject({
    code: 'review.finding_open',
  });
  const grave = agreed.findings.map(({ code }) => code);
  const { entryId } = await second.approve(sheet.imageHash, grave);
  const entry = await on.entryOf(entryId ?? '');
  expect(entry.record.residentId).toBe(other.residentId);
  expect(entry.findings).toContain('ticket_of_another');
});

test('two who disagree are settled by a third, who sees both words, and the person is fixed by two', async () => {
  const other = await on.world.checkedSheet();
  const sheet = await on.ofNobody();
  const before = await on.residents();
  const first = await keyAll(on.world, on.people.a, sheet.sheetId, {
    ...sheet.written,
    name: '南 決子',
  });
  await say(on.world, on.people.a, first, taken());
  await first.verify(sheet.imageHash);
  const second = await takeSheet(on.world, on.people.b, 'approve', sheet.sheetId);
  await keyIdentity(second, { name: '南 決子' });
  await say(on.world, on.people.b, second, registered(other.residentId));
  expect(await second.approve(sheet.imageHash)).toMatchObject({ outcome: 'adjudication' });
  const third = await takeSheet(on.world, on.people.c, 'adjudicate', sheet.sheetId);
  const seen = await on.lookedAt(on.people.c, sheet.sheetId);
  expect(seen.fields.map(({ fieldId }) => fieldId)).toEqual(['person']);
  expect(seen.fields[0]?.doubt?.otherKeyings.map(({ value }) => value)).toEqual([
    'not_registered',
    `resident:${other.residentId}`,
  ]);
  expect(seen.naming?.spokenOf.map(({ residentId }) => residentId)).toEqual([other.residentId]);
  await say(on.world, on.people.c, third, taken());
  const act = { ...third.held, imageHash: sheet.imageHash };
  await signAdjudication(on.world.deps, again(on.people.c.context), act);
  expect(await on.residents()).toBe(before);
  const last = await takeSheet(on.world, on.people.b, 'approve', sheet.sheetId);
  const { entryId } = await last.approve(sheet.imageHash, ['ticket_not_issued']);
  expect(await on.residents()).toBe(before + 1);
  expect(await on.entryPersons(entryId ?? '')).toMatchObject({
    namedBy: on.people.c.staffMemberId,
    agreedBy: on.people.b.staffMemberId,
    agreedKeyingId: null,
  });
});

test('ledger and audit log stand after all of this', async () => {
  const report = await verifyLedger(on.world.db, MUNICIPALITY, on.world.publicKeyPem);
  expect(report.problems).toEqual([]);
  expect(report.entries).toBeGreaterThan(3);
  const audit = await verifyAudit(on.world.db, MUNICIPALITY, on.world.publicKeyPem);
  expect(audit.problems).toEqual([]);
});
