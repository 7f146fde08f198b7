import { afterAll, beforeAll, expect, test } from 'vitest';
import { verifyAudit } from '../../ledger/auditing/verify-audit.ts';
import { checkExport, exportSample } from '../../ledger/exports/check-export.ts';
import { archiveExport, downloadExport } from '../../ledger/exports/hand-over.ts';
import { decideExport } from '../../ledger/exports/request-export.ts';
import { setExportRules } from '../../ledger/exports/rules.ts';
import { type ExportWorld, exportWorld } from '../support/export-world.ts';
import { again, MUNICIPALITY } from '../support/ledger-world.ts';
import { openedBy7Zip } from '../support/seven-zip.ts';

let office: ExportWorld;
beforeAll(async () => {
  office = await exportWorld('exports');
});
afterAll(() => office.close());

test('from asking to the ZIP in hand; each step is in the audit log', async () => {
  const view = await office.ask();
  expect(view).toMatchObject({
    state: 'requested',
    needsApproval: true,
    entries: 3,
    exportNumber: 1,
  });
  await expect(office.write(view)).rejects.toThrow('export.wrong_state');
  await expect(office.approve(view, office.asks)).rejects.toThrow('export.same_person');
  expect((await office.approve(view)).state).toBe('approved');
  const written = await office.write(view);
  expect(written).toMatchObject({ state: 'written', rows: 3, leftOut: 0, treeSize: 3 });
  for (const person of [office.asks, office.approves]) {
    await expect(office.check(view, person)).rejects.toThrow('export.same_person');
  }
  const { exportId } = view;
  await expect(archiveExport(office.files, again(office.asks.context), exportId)).rejects.toThrow(
    'export.wrong_state',
  );
  expect((await office.check(view)).state).toBe('released');

  const { password, export: kept } = await archiveExport(
    office.files,
    again(office.asks.context),
    exportId,
  );
  expect(password).toMatch(/^([A-HJ-NP-Z2-9]{5}-){4}[A-HJ-NP-Z2-9]{5}$/);
  const { bytes, name } = await downloadExport(office.files, again(office.asks.context), exportId);
  expect(name).toBe('export-1.zip');
  const { listing, file } = await openedBy7Zip(bytes, password);
  expect(listing).toMatch(/Method = AES-256 Deflate/);
  expect(listing).toMatch(/Encrypted = \+/);
  const text = new TextDecoder().decode(file ?? new Uint8Array());
  for (const { residentId } of office.sheets) expect(text).toContain(residentId);
  expect((await openedBy7Zip(bytes, 'WRONG-WRONG-WRONG')).file).toBeNull();

  const { rows } = await office.world.owner.query(
    `select detail from audit_events where resource_id = $1 and outcome = 'done' order by sequence`,
    [exportId],
  );
  const steps = rows.map(({ detail }) => detail.step);
  expect(steps).toEqual([
    'requested',
    'approved',
    'written',
    'sample',
    'released',
    'archived',
    'downloaded',
  ]);
  expect(rows.at(-1)?.detail).toMatchObject({
    ...{ purpose: '県への報告', recipient: '大阪府', rows: 3 },
    contentHash: written.contentHash,
    archiveHash: kept.archiveHash,
  });
  expect(JSON.stringify(rows)).not.toContain(password);
  const { db, publicKeyPem } = office.world;
  expect((await verifyAudit(db, MUNICIPALITY, publicKeyPem)).problems).toEqual([]);
});

test('a new ZIP takes the place of the one before', async () => {
  const view = await office.released();
  const one = await archiveExport(office.files, again(office.asks.context), view.exportId);
  const two = await archiveExport(office.files, again(office.asks.context), view.exportId);
  expect(two.password).not.toBe(one.password);
  const { bytes } = await downloadExport(office.files, again(office.asks.context), view.exportId);
  expect((await openedBy7Zip(bytes, one.password)).file).toBeNull();
  expect((await openedBy7Zip(bytes, two.password)).file).not.toBeNull();
});

test('the database refuses what the program might forget', async () => {
  const view = await office.ask();
  const raw = (set: string) =>
    office.world.owner.query(`update exports set ${set} where export_id = $1`, [view.exportId]);
  const decided = `decided_at = now(), decision_reason = 'x'`;
  await expect(
    raw(`state = 'approved', decided_by = requested_by, ${decided}`),
  ).rejects.toMatchObject({ code: 'YL002' });
  await expect(raw(`state = 'approved'`)).rejects.toMatchObject({ code: 'YL004' });
  await expect(raw(`state = 'released'`)).rejects.toMatchObject({ code: 'YL004' });
  await expect(raw(`purpose = 'x'`)).rejects.toMatchObject({ code: 'YL004' });
  await expect(raw(`needs_approval = false`)).rejects.toMatchObject({ code: 'YL004' });
  await expect(office.world.owner.query('delete from exports')).rejects.toMatchObject({
    code: '23001',
  });
  const released_ = await office.write(await office.approve(view));
  const { rows } = await office.world.owner.query(
    'select staff_member_id from staff_members where display_name = $1',
    ['chie'],
  );
  await expect(
    office.world.owner.query(
      `update exports set state = 'released', checked_by = $2, checked_at = now(), checked_lines = '{1}',
         expires_at = now() where export_id = $1`,
      [released_.exportId, rows[0]?.staff_member_id],
    ),
  ).rejects.toMatchObject({ code: 'YL002' });
});

test('a second account of the same person is the same person', async () => {
  const twin = await office.world.person('chie2', ['supervisor'], office.asks.staffMemberId);
  const view = await office.ask();
  await expect(office.approve(view, twin)).rejects.toThrow('export.same_person');
});

test('what is refused goes no further', async () => {
  const view = await office.ask();
  const decision = { approve: false, reason: '目的がはっきりしない', markedSeen: 0 };
  await decideExport(office.world.db, again(office.approves.context), view.exportId, decision);
  await expect(office.write(view)).rejects.toThrow('export.wrong_state');
  await expect(office.approve(view)).rejects.toThrow('export.wrong_state');
});

test('below the threshold nobody office.approves, and the check stays', async () => {
  await expect(
    setExportRules(office.world.db, again(office.asks.context), { approvalFrom: 100, keepDays: 3 }),
  ).rejects.toThrow('auth.forbidden');
  await setExportRules(office.world.db, again(office.admin.context), {
    approvalFrom: 100,
    keepDays: 3,
  });
  const view = await office.ask();
  expect(view).toMatchObject({ state: 'approved', needsApproval: false });
  await office.write(view);
  await expect(office.check(view, office.asks)).rejects.toThrow('export.same_person');
  expect((await office.check(view)).state).toBe('released');
  await setExportRules(office.world.db, again(office.admin.context), {
    approvalFrom: 3,
    keepDays: 3,
  });
  expect((await office.ask()).state).toBe('requested');
});

test('shows the written file beside the ledger, and needs every line', async () => {
  const view = await office.ask('municipal-toyonaka');
  await office.approve(view);
  await office.write(view);
  const { contentHash, lines } = await exportSample(
    office.files,
    again(office.b.context),
    view.exportId,
  );
  expect(lines.map(({ line }) => line)).toEqual([1, 2, 3]);
  expect(lines[0]?.cells.find(({ column }) => column === '接種年月日')).toMatchObject({
    file: '令和3年10月15日',
    ledger: '2021-10-15',
  });
  const some = { contentHash, agrees: true, reason: null, agreeing: [1, 2], markedSeen: 0 };
  await expect(
    checkExport(office.files, again(office.b.context), view.exportId, some),
  ).rejects.toThrow('input.invalid');
  const other = { ...some, agreeing: [1, 2, 3], contentHash: '0'.repeat(64) };
  await expect(
    checkExport(office.files, again(office.b.context), view.exportId, other),
  ).rejects.toThrow('input.invalid');
});

test('a file found otherwise is erased', async () => {
  const view = await office.ask();
  await office.approve(view);
  const { contentHash } = await office.write(view);
  const rejected = await checkExport(office.files, again(office.a.context), view.exportId, {
    ...{ contentHash: contentHash ?? '', agrees: false, agreeing: [1], reason: '住所が違う' },
    markedSeen: 0,
  });
  expect(rejected).toMatchObject({ state: 'rejected', checkReason: '住所が違う' });
  expect(await office.keysOf(view.exportId)).toEqual([null]);
});
