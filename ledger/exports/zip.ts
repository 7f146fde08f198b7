import { randomInt } from 'node:crypto';
import { Uint8ArrayReader, Uint8ArrayWriter, ZipReader, ZipWriter } from '@zip.js/zip.js';
import { InvariantError } from '../../runtime/errors.ts';

/** No letter that is another one on paper or over the telephone. */
const ALPHABET = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';
const GROUPS = 5;
const GROUP_LENGTH = 5;

/** 125 bits, in groups that can be read out: `K7QWD-…`. Nobody chooses one. */
export function newPassword(): string {
  const letter = () => ALPHABET[randomInt(ALPHABET.length)] ?? '';
  const group = () => Array.from({ length: GROUP_LENGTH }, letter).join('');
  return Array.from({ length: GROUPS }, group).join('-');
}

/** WinZip's AE-2 with 256-bit keys: 7-Zip, WinZip and what municipalities use open it; Windows' own Explorer does not. */
const AES_256 = 3;

/** One file, compressed and encrypted; opened again and compared before it is given back. */
export async function sealedZip(
  file: Readonly<{ name: string; bytes: Uint8Array; writtenAt: Date }>,
  password: string,
): Promise<Uint8Array> {
  const writer = new ZipWriter(new Uint8ArrayWriter(), {
    password,
    encryptionStrength: AES_256,
    useWebWorkers: false,
  });
  await writer.add(file.name, new Uint8ArrayReader(file.bytes), { lastModDate: file.writtenAt });
  const sealed = await writer.close();
  const opened = await openedZip(sealed, password);
  if (opened === null || Buffer.compare(opened, file.bytes) !== 0) {
    throw new InvariantError('bug.invariant');
  }
  return sealed;
}

async function openedZip(sealed: Uint8Array, password: string): Promise<Uint8Array | null> {
  const reader = new ZipReader(new Uint8ArrayReader(sealed), { useWebWorkers: false });
  const [entry, ...others] = await reader.getEntries();
  if (entry === undefined || entry.directory || others.length > 0 || !entry.encrypted) return null;
  return entry.getData(new Uint8ArrayWriter(), { password });
}
