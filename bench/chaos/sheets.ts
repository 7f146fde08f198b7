import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SAMPLES_FOLDER } from '../../cli/program/folders.ts';

/** Small scans of filled-in forms, all single pages. */
const SCANS = [1, 2, 3, 4, 5, 11, 17, 20].map(
  (number) => `scan_${String(number).padStart(4, '0')}.jpg`,
);
const START_OF_IMAGE = 2;

export type PaperFile = Readonly<{ fileName: string; bytes: Uint8Array<ArrayBuffer> }>;

/** As many files as asked for: a comment inside makes each another original that looks like its sample. */
export async function* paperFiles(count: number): AsyncGenerator<PaperFile> {
  const scans = await Promise.all(
    SCANS.map((name) => readFile(join(SAMPLES_FOLDER, 'scans', name))),
  );
  for (let index = 0; index < count; index++) {
    const scan = scans[index % scans.length];
    const name = SCANS[index % SCANS.length];
    if (scan === undefined || name === undefined) continue;
    const bytes = new Uint8Array(
      Buffer.concat([
        scan.subarray(0, START_OF_IMAGE),
        comment(index),
        scan.subarray(START_OF_IMAGE),
      ]),
    );
    yield { fileName: `${index}-${name}`, bytes };
  }
}

export const scanOf = (fileName: string): string => fileName.replace(/^\d+-/, '');

function comment(index: number): Buffer {
  const text = Buffer.from(`chaos ${index}`);
  const head = Buffer.from([0xff, 0xfe, 0, text.length + 2]);
  return Buffer.concat([head, text]);
}
