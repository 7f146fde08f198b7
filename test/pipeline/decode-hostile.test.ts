import { symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it, vi } from 'vitest';
import { DECODE_LIMITS, decodeFile } from '../../workers/engines/decode.ts';
import { decodeFolders, pagesOf } from '../support/decode-files.ts';
import { drawnPdf } from '../support/pdf-fixtures.ts';
import { childrenOf } from '../support/processes.ts';
import { formBombPdf, loopingPdf } from '../support/raw-pdf.ts';

const { file, left } = decodeFolders();
const latin = (text: string): Buffer => Buffer.from(text, 'latin1');

/** The beginning of a ZIP, by the name of its first member. */
const zip = (name: string): Buffer =>
  Buffer.concat([
    latin('PK\x03\x04'),
    Buffer.alloc(22),
    Buffer.from([name.length, 0, 0, 0]),
    latin(name),
  ]);

describe('a file that is none of ours is called by its name', () => {
  it.each([
    ['a ZIP', 'scans.zip', zip('scan.jpg'), 'input.archive'],
    [
      'a ZIP that holds a PDF unpacked',
      'a.pdf',
      Buffer.concat([zip('a.pdf'), latin('%PDF-1.7\n')]),
      'input.archive',
    ],
    ['an empty ZIP', 'e.zip', latin('PK\x05\x06'.padEnd(22, '\0')), 'input.archive'],
    ['gzip', 'a.tif.gz', gzipSync('scan'), 'input.archive'],
    ['LZH', 'a.lzh', latin('"\x31-lh5-scan'), 'input.archive'],
    ['7z', 'a.7z', latin('7z\xbc\xaf\x27\x1c\0\x04'), 'input.archive'],
    ['RAR', 'a.rar', latin('Rar!\x1a\x07\x01\0'), 'input.archive'],
    ['Word', 'a.docx', zip('[Content_Types].xml'), 'input.office_document'],
    ['Word under a wrong name', 'a.pdf', zip('word/document.xml'), 'input.office_document'],
    ['old Excel', 'a.xls', latin('\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1'), 'input.office_document'],
    ['a web page', 'a.jpg', latin('<!DOCTYPE html><img src="scan.jpg">'), 'input.unsupported_type'],
    ['SVG', 'a.svg', latin('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'input.unsupported_type'],
    ['a film', 'a.mp4', latin('\0\0\0\x18ftypmp42\0\0\0\0'), 'input.unsupported_type'],
  ] as const)('%s', async (_, name, bytes, code) => {
    await expect(pagesOf(await file(name, bytes))).rejects.toMatchObject({ code });
  });
});

describe('a file that would take everything', () => {
  it('is stopped by the processor time it takes', async () => {
    const path = await file('loop.pdf', loopingPdf());
    await expect(pagesOf(path, { pageTimeoutMs: 1_500 })).rejects.toMatchObject({
      code: 'input.decoder_timeout',
      disposition: 'reject',
    });
    expect(await left()).toEqual([]);
  });

  it('is stopped by the memory it takes', async () => {
    const path = await file('bomb.pdf', formBombPdf());
    await expect(pagesOf(path)).rejects.toMatchObject({
      code: 'input.decoder_memory',
      disposition: 'reject',
    });
    expect(await left()).toEqual([]);
  });
});

describe('what the machine did is not the file’s fault', () => {
  it('a decoder that somebody killed', async () => {
    const taking = pagesOf(await file('killed.pdf', loopingPdf()));
    const killed = vi.waitFor(() => killDecoder(), { timeout: 20_000, interval: 20 });
    await expect(taking).rejects.toMatchObject({
      code: 'input.decoder_killed',
      disposition: 'retry',
    });
    await killed;
  });

  it('a disk that was full', async () => {
    const path = await file('three.pdf', await drawnPdf(3));
    const take = async (): Promise<void> => {
      for await (const page of decodeFile(path)) {
        const next = join(dirname(page.image.path), `page-${page.pageNumber + 1}`);
        await symlink('/dev/full', next);
      }
    };
    await expect(take()).rejects.toMatchObject({
      code: 'service.storage_full',
      disposition: 'retry',
    });
  });

  it('a decoder that cannot even start', async () => {
    const path = await file('healthy.pdf', await drawnPdf());
    const entry = new URL('../../workers/no-such-module.ts', import.meta.url);
    const take = async (): Promise<void> => {
      for await (const _page of decodeFile(path, { ...DECODE_LIMITS, entry })) break;
    };
    await expect(take()).rejects.toMatchObject({
      code: 'ocr.engine_unavailable',
      disposition: 'retry',
    });
  });
});

/** Ends the decoder of this process as the kernel does when memory runs out. */
async function killDecoder(): Promise<void> {
  const [decoder] = await childrenOf(process.pid, 'decode.main');
  if (decoder === undefined) throw new Error('no decoder yet');
  process.kill(decoder, 'SIGKILL');
}
