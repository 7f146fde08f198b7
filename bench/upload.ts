import { openAsBlob } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { PDFDocument } from 'pdf-lib';
import sharp from 'sharp';
import type { HttpClient } from '../cli/demo/http-client.ts';
import { intakeApi } from '../schemas/api/intake.ts';
import { PART_BYTES, uploadApi } from '../schemas/api/upload.ts';
import { watchMemory } from './upload/memory.ts';
import { openPlace } from './workers/place.ts';

const { values } = parseArgs({
  options: {
    /** Pages of one PDF. */
    pages: { type: 'string', default: '2000' },
    /** Files of one page each. */
    files: { type: 'string', default: '2000' },
    backend: { type: 'string', default: 'postgres' },
  },
});
const pages = Number(values.pages);
const files = Number(values.files);
if (values.backend !== 'postgres' && values.backend !== 'redis') throw new Error('--backend');

const A4 = { width: 1240, height: 1754 };

/** The grain of a scanner's white, made once: drawing it anew took longer than everything measured. */
const grain = sharp({
  create: {
    ...A4,
    channels: 3,
    background: 'white',
    noise: { type: 'gaussian', mean: 245, sigma: 6 },
  },
})
  .grayscale()
  .raw()
  .toBuffer();

/** A4 at 150 dpi, as a scanner writes it, and no two alike. */
async function scannedPage(number: number): Promise<Buffer> {
  const text = `<svg width="400" height="60" xmlns="http://www.w3.org/2000/svg">
    <text x="10" y="48" font-size="40">${number}</text></svg>`;
  return sharp(await grain, { raw: { ...A4, channels: 1 } })
    .composite([{ input: Buffer.from(text), left: 60, top: 100 + (number % 1600) }])
    .grayscale()
    .jpeg({ quality: 60 })
    .toBuffer();
}

async function scannedPdf(path: string, count: number): Promise<void> {
  const document = await PDFDocument.create();
  for (let number = 1; number <= count; number += 1) {
    const image = await document.embedJpg(await scannedPage(number));
    document.addPage([595.28, 841.89]).drawImage(image, { x: 0, y: 0, width: 595, height: 842 });
  }
  await writeFile(path, await document.save());
}

const newBatch = async (clerk: HttpClient, label: string): Promise<string> => {
  const body = { label, institutionCode: null, month: null, declaredSheets: null };
  return (await clerk.call(intakeApi.createBatch, { body })).batchId;
};

/** As the page sends a large file. */
async function sendInParts(clerk: HttpClient, batchId: string, path: string): Promise<number> {
  const file = await openAsBlob(path);
  const body = { fileName: '大きな束.pdf', byteSize: file.size, lastModified: 0 };
  const { uploadId } = await clerk.call(uploadApi.begin, { params: { batchId }, body });
  for (let start = 0; start < file.size; start += PART_BYTES) {
    const params = { uploadId, partNumber: String(start / PART_BYTES + 1) };
    await clerk.sendBytes(uploadApi.part, { params }, file.slice(start, start + PART_BYTES));
  }
  await clerk.call(uploadApi.complete, { params: { uploadId } });
  return file.size;
}

async function untilSplit(clerk: HttpClient, batchId: string, wanted: number): Promise<void> {
  for (;;) {
    const { batch, originals } = await clerk.call(intakeApi.batch, { params: { batchId } });
    const refused = originals.find(({ state }) => state === 'refused');
    if (refused !== undefined) throw new Error(`refused: ${refused.errorCode}`);
    if (batch.pages >= wanted) return;
    await wait(1_000);
  }
}

const folder = await mkdtemp(join(tmpdir(), 'yoshin-upload-'));
const place = await openPlace({
  backend: values.backend,
  workers: 1,
  mastersFolder: 'samples/masters',
});
try {
  const { clerk, folders } = place;
  const report: Record<string, unknown> = { backend: values.backend };
  if (pages > 0) {
    const path = join(folder, 'box.pdf');
    await scannedPdf(path, pages);
    const batchId = await newBatch(clerk, '一つのファイル');
    const watched = watchMemory(folders);
    const began = performance.now();
    const bytes = await sendInParts(clerk, batchId, path);
    const sentMs = Math.round(performance.now() - began);
    await untilSplit(clerk, batchId, pages);
    const splitMs = Math.round(performance.now() - began) - sentMs;
    report['onePdf'] = { pages, bytes, sentMs, splitMs, memory: await watched.stop() };
  }
  if (files > 0) {
    const batchId = await newBatch(clerk, '一枚ずつのファイル');
    const watched = watchMemory(folders);
    let sentMs = 0;
    for (let number = 1; number <= files; number += 1) {
      // Other pages than those of the PDF; the same bytes would be one original.
      const page = new Uint8Array(await scannedPage(100_000 + number));
      const file = new File([page], `${number}.jpg`);
      const began = performance.now();
      await clerk.upload(intakeApi.upload, { params: { batchId } }, file);
      sentMs += performance.now() - began;
    }
    const asked = performance.now();
    await clerk.call(intakeApi.batch, { params: { batchId } });
    const batchViewMs = Math.round(performance.now() - asked);
    report['singleFiles'] = {
      files,
      sentMs: Math.round(sentMs),
      batchViewMs,
      memory: await watched.stop(),
    };
  }
  process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
} finally {
  await place.close();
  await rm(folder, { recursive: true });
}
