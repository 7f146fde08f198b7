import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, vi } from 'vitest';
import { DECODE_LIMITS, type DecodeLimits, decodeFile } from '../../workers/engines/decode.ts';

export type Taken = {
  mediaType: string;
  bytes: Buffer;
  widthPx: number;
  heightPx: number;
  dpi: number | null;
};

/** A folder for what a test writes, and another in which the decoder works and must leave nothing. */
export function decodeFolders() {
  let folder = '';
  let temporary = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'yoshin-test-decode-'));
    temporary = await mkdtemp(join(tmpdir(), 'yoshin-test-temporary-'));
    vi.stubEnv('TMPDIR', temporary);
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await rm(folder, { recursive: true, force: true });
    await rm(temporary, { recursive: true, force: true });
  });
  return {
    folder: () => folder,
    /** What decoding has there besides its compiled code, which is nobody's page and ends with the process. */
    left: async (): Promise<string[]> =>
      (await readdir(temporary)).filter((name) => !name.startsWith('yoshin-code-')),
    file: async (name: string, bytes: Uint8Array | string): Promise<string> => {
      const path = join(folder, name);
      await writeFile(path, bytes);
      return path;
    },
  };
}

export async function pagesOf(path: string, limits: Partial<DecodeLimits> = {}): Promise<Taken[]> {
  const taken: Taken[] = [];
  for await (const page of decodeFile(path, { ...DECODE_LIMITS, ...limits })) {
    const { widthPx, heightPx, dpi } = page;
    const bytes = await readFile(page.image.path);
    taken.push({ mediaType: page.image.mediaType, bytes, widthPx, heightPx, dpi });
  }
  return taken;
}

/** Mean red, green and blue of the left and the right half, 0–255. */
export async function halves({ bytes, widthPx, heightPx }: Taken): Promise<[number[], number[]]> {
  const width = Math.floor(widthPx / 2) - 4;
  const mean = async (left: number): Promise<number[]> => {
    const { data } = await sharp(bytes)
      .toColourspace('srgb')
      .extract({ left, top: 2, width, height: heightPx - 4 })
      .resize(1, 1, { fit: 'fill', kernel: 'cubic' })
      .raw()
      .toBuffer({ resolveWithObject: true });
    return [...data];
  };
  return [await mean(2), await mean(widthPx - width - 2)];
}
