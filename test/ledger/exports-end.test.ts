import { afterAll, beforeAll, expect, test } from 'vitest';
import { amendEntry } from '../../ledger/entries/amend-entry.ts';
import { readBack, writeDraft } from '../../ledger/exports/draft-export.ts';
import { eraseExpired } from '../../ledger/exports/erase-files.ts';
import {
  archiveExport,
  downloadExport,
  useMedium,
  wipeMedium,
  withdrawExport,
} from '../../ledger/exports/hand-over.ts';
import { listExports } from '../../ledger/exports/list-exports.ts';
import { exportProfiles, formatOf } from '../../ledger/exports/profiles.ts';
import { previewExport } from '../../ledger/exports/request-export.ts';
import { EVERYTHING, type ExportWorld, exportWorld } from '../support/export-world.ts';
import { again, MUNICIPALITY, NOW } from '../support/ledger-world.ts';
import { takeSheet } from '../support/review-steps.ts';

let office: ExportWorld;
beforeAll(async () => {
  office = await exportWorld('exports_end');
});
afterAll(() => office.close());

const asking = () => ({ db: office.world.db, profiles: () => exportProfiles(null) });

test('when its time is over the files are erased, and the list says so', async () => {
  const view = await office.released();
  await archiveExport(office.files, again(office.asks.context), view.exportId);
  const later = new Date(Date.parse(view.expiresAt ?? '') + 1);
  const late = { ...again(office.asks.context), now: later };
  await expect(downloadExport(office.files, late, view.exportId)).rejects.toThrow('export.expired');
  expect(await eraseExpired(office.files, MUNICIPALITY, later)).toBeGreaterThan(0);
  expect(await office.keysOf(view.exportId)).toEqual([null, null]);
  const { items } = await listExports(office.world.db, again(office.b.context), 0);
  expect(items.find(({ exportId }) => exportId === view.exportId)).toMatchObject({
    ...{ state: 'erased', erasedBy: null },
    erasedAt: later.toISOString(),
  });
  await expect(
    downloadExport(office.files, again(office.asks.context), view.exportId),
  ).rejects.toThrow('export.expired');
  expect(await eraseExpired(office.files, MUNICIPALITY, later)).toBe(0);
});

test('a medium is used after fetching, and wiped once', async () => {
  const view = await office.released();
  const { exportId } = view;
  const use = () => useMedium(office.world.db, again(office.asks.context), exportId, 'USB 第3号');
  await archiveExport(office.files, again(office.asks.context), exportId);
  await expect(use()).rejects.toThrow('export.wrong_state');
  await downloadExport(office.files, again(office.asks.context), exportId);
  const [medium] = (await use()).media;
  const wiped = { exportId, exportMediaId: medium?.exportMediaId ?? '', how: '上書き消去' };
  const after = await wipeMedium(office.world.db, again(office.approves.context), wiped);
  expect(after.media).toMatchObject([{ medium: 'USB 第3号', usedBy: 'chie', wipedBy: 'daiki' }]);
  await expect(wipeMedium(office.world.db, again(office.asks.context), wiped)).rejects.toThrow(
    'resource.not_found',
  );
});

test('what was corrected since is not handed out', async () => {
  const early = await office.ask();
  await office.approve(early);
  const late = await office.released();
  const last = office.sheets.at(-1);
  if (last === undefined) throw new Error('no sheet');
  const reason = '同じ接種を二度';
  const { entryId, sheetId, imageHash } = last;
  await amendEntry(office.world.db, again(office.a.context), { entryId, kind: 'void', reason });
  await (await takeSheet(office.world, office.a, 'verify', sheetId)).verify(imageHash);
  await (await takeSheet(office.world, office.b, 'approve', sheetId)).approve(imageHash);
  await expect(office.write(early)).rejects.toThrow('export.outdated');
  await expect(
    archiveExport(office.files, again(office.asks.context), late.exportId),
  ).rejects.toThrow('export.outdated');
  const gone = await withdrawExport(
    office.files,
    again(office.asks.context),
    late.exportId,
    '取り消しのため',
  );
  expect(gone).toMatchObject({
    state: 'erased',
    erasedBy: 'chie',
    eraseReason: '取り消しのため',
  });
  expect((await office.ask()).entries).toBe(2);
  expect((await office.ask('fhir-jp-immunization')).entries).toBe(3);
});

test('a period leaves out who was vaccinated otherwise, and nothing is an answer', async () => {
  const september = { ...EVERYTHING, from: '2021-09-01', to: '2021-09-30' };
  const preview = await previewExport(asking(), again(office.asks.context), {
    ...{ profileId: 'municipal-full', filter: september },
  });
  expect(preview).toMatchObject({ entries: 0, undated: 0 });
  await expect(office.ask('municipal-full', september)).rejects.toThrow('export.empty');
});

test('a file that is not the ledger is refused, whatever was done to it', async () => {
  for (const profile of await exportProfiles(null)) {
    if (profile.id === 'vrs-ledger') continue;
    const filter = EVERYTHING;
    const selection = { municipalityId: MUNICIPALITY, treeSize: 3, marksAt: NOW, filter, profile };
    const format = await formatOf(profile, MUNICIPALITY);
    const { bytes } = await writeDraft(office.world.db, format, selection);
    await readBack(office.world.db, format, selection, bytes);
    const digit = bytes.lastIndexOf('1', undefined, 'latin1');
    const changed = Buffer.from(bytes);
    changed[digit] = '2'.charCodeAt(0);
    const line = bytes.lastIndexOf(10, -2) + 1;
    const others = [
      changed,
      bytes.subarray(0, line),
      Buffer.concat([bytes, bytes.subarray(line)]),
      bytes.subarray(0, -10),
    ];
    for (const other of others) {
      await expect(readBack(office.world.db, format, selection, other)).rejects.toThrow(
        'export.not_as_ledger',
      );
    }
  }
});

test('reviewers see the list and ask for nothing; nothing of another municipality is there', async () => {
  await expect(office.ask('municipal-full', EVERYTHING, office.a)).rejects.toThrow(
    'auth.forbidden',
  );
  const elsewhere = { ...office.asks.context.actor, municipalityId: '112453' };
  const stranger = { ...again(office.asks.context), actor: elsewhere };
  const { items } = await listExports(office.world.db, again(office.a.context), 0);
  expect(items.length).toBeGreaterThan(5);
  expect((await listExports(office.world.db, stranger, 0)).items).toEqual([]);
  const exportId = items[0]?.exportId ?? '';
  await expect(downloadExport(office.files, stranger, exportId)).rejects.toThrow(
    'resource.not_found',
  );
});
