import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { decodeFile } from '../../workers/engines/decode.ts';
import { scannedPdf } from '../support/pdf-fixtures.ts';
import { numberedTiff } from '../support/tiff-numbers.ts';

let folder = '';
let papers: Buffer[];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yoshin-test-missing-'));
  papers = await Promise.all([90, 160, 230].map(paper));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const paper = (grey: number) =>
  sharp({
    create: { width: 300, height: 420, channels: 3, background: { r: grey, g: grey, b: grey } },
  })
    .greyscale()
    .jpeg()
    .toBuffer();

/** How many pages came, and what is said to be missing or refused. */
async function decoded(bytes: Uint8Array) {
  const path = join(folder, 'file');
  await writeFile(path, bytes);
  let pages = 0;
  let missing: readonly number[] = [];
  try {
    for await (const page of decodeFile(path)) {
      pages += 1;
      missing = page.missingPages;
    }
    return { pages, missing };
  } catch (refused) {
    return { pages, refused };
  }
}

test.each([
  ['whole', [0, 1, 2], 3, []],
  ['without its second page', [0, 2, 3], 4, [2]],
  ['without its last two', [0, 1, 2], 5, [4, 5]],
])('a TIFF %s says so', async (_, numbers, of, missing) => {
  expect(await decoded(await numberedTiff(papers, numbers, of))).toEqual({ pages: 3, missing });
});

test('a TIFF whose pages run in a circle is short of those behind the circle', async () => {
  const tiff = await numberedTiff(papers, [0, 1, 2], 3);
  const second = nextOf(tiff, tiff.readUInt32LE(4));
  tiff.writeUInt32LE(tiff.readUInt32LE(4), endOf(tiff, second));
  expect(await decoded(tiff)).toEqual({ pages: 2, missing: [3] });
});

test('a file of which one page cannot be read says which, and of how many', async () => {
  const [first, second, third] = papers.map((bytes) => ({ bytes, type: 'jpeg' as const }));
  if (!first || !second || !third) throw new Error('three papers');
  const torn = { ...second, bytes: second.bytes.subarray(0, second.bytes.length - 200) };
  expect(await decoded(await scannedPdf([first, torn, third]))).toMatchObject({
    pages: 1,
    refused: { pageNumber: 2, pageCount: 3, disposition: 'reject' },
  });
});

const endOf = (tiff: Buffer, directory: number) =>
  directory + 2 + tiff.readUInt16LE(directory) * 12;
const nextOf = (tiff: Buffer, directory: number) => tiff.readUInt32LE(endOf(tiff, directory));
