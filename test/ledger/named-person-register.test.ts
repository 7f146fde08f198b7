import { expect, test } from 'vitest';
import { revealTerms } from '../../ledger/auditing/terms.ts';
import { verifyAudit } from '../../ledger/auditing/verify-audit.ts';
import { amendEntry } from '../../ledger/entries/amend-entry.ts';
import { viewEntry } from '../../ledger/entries/list-entries.ts';
import { personHistory } from '../../ledger/entries/person-history.ts';
import { verifyLedger } from '../../ledger/entries/verify-ledger.ts';
import { importMasters } from '../../ledger/masters/import-masters.ts';
import { viewReviewSheet } from '../../ledger/review/answers.ts';
import { searchPersons } from '../../ledger/review/name-person.ts';
import { viewSheetStory } from '../../ledger/story/sheet-story.ts';
import { again, MUNICIPALITY } from '../support/ledger-world.ts';
import {
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

const on = personOffice('named_person_register', 'ticket');
const bare = personOffice('named_person_register_bare', 'no_ticket');

test('whoever has the name and birth date of somebody in the register is looked at by both', async () => {
  const { entry } = await on.takenIn('西村 同名');
  const known = entry.record.residentId ?? '';
  const sheet = await on.ofNobody();
  const first = await keyAll(on.world, on.people.a, sheet.sheetId, {
    ...sheet.written,
    name: '西村　同名',
  });
  const shown = await on.lookedAt(on.people.a, sheet.sheetId);
  expect(shown.naming?.namesakes.map(({ residentId }) => residentId)).toEqual([known]);
  const refused = { code: 'review.person_in_register' };
  await expect(say(on.world, on.people.a, first, taken())).rejects.toMatchObject(refused);
  await say(on.world, on.people.a, first, taken([known]));
  await first.verify(sheet.imageHash);
  const second = await takeSheet(on.world, on.people.b, 'approve', sheet.sheetId);
  await keyIdentity(second, { name: '西村 同名' });
  await expect(say(on.world, on.people.b, second, taken())).rejects.toMatchObject(refused);
  await say(on.world, on.people.b, second, taken([known]));
  const { entryId } = await second.approve(sheet.imageHash, ['ticket_not_issued']);
  expect((await on.entryOf(entryId ?? '')).record.residentId).not.toBe(known);
});

test('two sheets of one newcomer make one resident: the second finds whom the first took in', async () => {
  const name = '東野 二枚';
  const sheets = [await on.ofNobody(), await on.ofNobody()];
  const hands = [];
  for (const sheet of sheets) {
    const first = await keyAll(on.world, on.people.a, sheet.sheetId, { ...sheet.written, name });
    await say(on.world, on.people.a, first, taken());
    await first.verify(sheet.imageHash);
    const second = await takeSheet(on.world, on.people.b, 'approve', sheet.sheetId);
    await keyIdentity(second, { name });
    await say(on.world, on.people.b, second, taken());
    hands.push({ second, sheet });
  }
  const before = await on.residents();
  const seen = (await on.lookedAt(on.people.b, sheets[1]?.sheetId ?? '')).findings;
  const grave = seen.map(({ code }) => code);
  const outcomes = await Promise.allSettled(
    hands.map(({ second, sheet }) => second.approve(sheet.imageHash, grave)),
  );
  expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({
    reason: { code: 'review.person_in_register' },
  });
  expect(await on.residents()).toBe(before + 1);
});

test('a correction is of the person two people name anew; a voiding is of whom the entry names', async () => {
  const { sheet, entryId, entry } = await on.takenIn('訂正 花子');
  const residentId = entry.record.residentId ?? '';
  const count = await on.residents();
  const reason = '接種日の書き写しの誤り';
  await amendEntry(on.world.db, again(on.people.a.context), {
    entryId,
    kind: 'correction',
    reason,
  });
  const first = await keyAll(on.world, on.people.a, sheet.sheetId, {
    ...sheet.written,
    name: '訂正 花子',
  });
  const offered = (await on.lookedAt(on.people.a, sheet.sheetId)).naming;
  expect(offered?.choices.map((each) => each.residentId)).toContain(residentId);
  await say(on.world, on.people.a, first, registered(residentId));
  await first.verify(sheet.imageHash);
  const second = await takeSheet(on.world, on.people.b, 'approve', sheet.sheetId);
  const said = await say(on.world, on.people.b, second, registered(residentId));
  const corrected = await second.approve(
    sheet.imageHash,
    said.findings.map(({ code }) => code),
  );
  const now = await on.entryOf(corrected.entryId ?? '');
  expect(now).toMatchObject({ kind: 'corrected', supersedes: entryId, record: { residentId } });
  const voiding = { entryId: now.entryId, kind: 'void', reason: '別の人の予診票だった' } as const;
  await amendEntry(on.world.db, again(on.people.a.context), voiding);
  const out = await takeSheet(on.world, on.people.a, 'verify', sheet.sheetId);
  expect((await on.lookedAt(on.people.a, sheet.sheetId)).person?.residentId).toBe(residentId);
  await out.verify(sheet.imageHash);
  const end = await takeSheet(on.world, on.people.b, 'approve', sheet.sheetId);
  const voided = await end.approve(sheet.imageHash);
  expect((await on.entryOf(voided.entryId ?? '')).record.residentId).toBe(residentId);
  expect(await on.residents()).toBe(count);
  const { doses } = await personHistory(on.world.deps, again(on.people.b.context), residentId);
  expect(doses).toMatchObject([{ words: [{}, { kind: 'corrected' }, { kind: 'voided' }] }]);
  const story = await viewSheetStory(on.world.deps, again(on.people.b.context), sheet.sheetId);
  const told = story.rounds[0]?.fields.find(({ fieldId }) => fieldId === 'person');
  expect(told?.answers.map(({ by, purpose, unseen }) => [by, purpose, unseen])).toEqual([
    ['anna', 'verify', true],
    ['botan', 'approve', true],
  ]);
});

test('a form without a ticket asks for the person, finds them by name and birth date, and is committed', async () => {
  const sheet = await bare.world.checkedSheet(READS);
  const written = { name: '増田 節子', kana: 'マスダ セツコ', birthDate: '1950-05-31' };
  const first = await keyAll(bare.world, bare.people.a, sheet.sheetId, written);
  const shown = await viewReviewSheet(bare.world.deps, again(bare.people.a.context), sheet.sheetId);
  expect(shown.match?.outcome).toBe('no_number');
  const [likeliest] = shown.naming?.choices ?? [];
  expect(likeliest).toMatchObject({ residentId: sheet.residentId, foundBy: 'name_and_birth_date' });
  await say(bare.world, bare.people.a, first, registered(sheet.residentId));
  await first.verify(sheet.imageHash);
  const second = await takeSheet(bare.world, bare.people.b, 'approve', sheet.sheetId);
  const asked = await viewReviewSheet(bare.world.deps, again(bare.people.b.context), sheet.sheetId);
  for (const { fieldId, mustAnswer } of asked.fields) {
    if (!mustAnswer || fieldId === 'person') continue;
    await second.key(fieldId, { ...NEWCOMER, ...written }[fieldId as 'name']);
  }
  const agreed = await say(bare.world, bare.people.b, second, registered(sheet.residentId));
  const { entryId } = await second.approve(
    sheet.imageHash,
    agreed.findings.map(({ code }) => code),
  );
  const entry = await viewEntry(bare.world.deps, again(bare.people.b.context), entryId ?? '');
  expect(entry.record).toMatchObject({ residentId: sheet.residentId, ticketNumber: null });
  expect(await bare.residents()).toBe(1);
});

test('looking for a person is in the audit log with what was keyed and who was shown, for the auditor alone', async () => {
  const sheet = await on.ofNobody();
  const hands = await keyAll(on.world, on.people.a, sheet.sheetId, {
    ...sheet.written,
    name: '探 し人',
  });
  const found = await searchPersons(on.world.deps, again(on.people.a.context), {
    ...hands.held,
    words: 'ますだ',
    birthDate: '1950-05-31',
  });
  expect(found.items.map(({ name }) => name)).toContain('増田　節子');
  const [event] = await on.world.db
    .selectFrom('auditEvents')
    .select(['auditEventId', 'action', 'resourceId', 'detail', 'staffMemberId'])
    .where('resourceId', '=', sheet.sheetId)
    .orderBy('sequence', 'desc')
    .limit(1)
    .execute();
  expect(event).toMatchObject({
    action: 'review.verify',
    staffMemberId: on.people.a.staffMemberId,
    detail: { step: 'person_search', total: found.total },
  });
  const kept = JSON.stringify(event?.detail);
  for (const { residentId } of found.items) expect(kept).not.toContain(residentId);
  expect(kept).not.toContain('ます');
  const { auditEventId = '' } = event ?? {};
  const terms = await on.world.db
    .transaction()
    .execute((tx) => revealTerms(tx, on.world.deps.vault, MUNICIPALITY, auditEventId));
  expect(terms).toContainEqual({ kind: 'words', words: 'ますだ' });
  expect(terms).toContainEqual({ kind: 'residentId', words: found.items[0]?.residentId });
});

test('an import does not make somebody else of whoever was taken in', async () => {
  const { entry } = await on.takenIn('番号 重子');
  const { residentId, name, kana, address } = entry.record;
  const file = (birthDate: string) => ({
    'residents.csv': `宛名番号,氏名,カナ,生年月日,性別,住所,世帯番号,住登外フラグ\r\n${residentId},${name},${kana},${birthDate},女,${address},,1\r\n`,
  });
  const importing = (birthDate: string) =>
    importMasters(on.world.db, again(on.people.c.context), { texts: file(birthDate) });
  await expect(importing('1991-01-01')).rejects.toMatchObject({ code: 'input.csv_invalid' });
  expect(await importing(entry.record.birthDate ?? '')).toMatchObject({ residents: 1 });
});

test('ledger and audit log stand after all of this', async () => {
  const report = await verifyLedger(on.world.db, MUNICIPALITY, on.world.publicKeyPem);
  expect(report.problems).toEqual([]);
  expect(report.entries).toBeGreaterThan(3);
  const audit = await verifyAudit(on.world.db, MUNICIPALITY, on.world.publicKeyPem);
  expect(audit.problems).toEqual([]);
});
