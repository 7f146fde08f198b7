import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { RejectedInputError } from './errors.ts';
import { hasCode } from './has-code.ts';
import { createFileOnce } from './publish-file.ts';

/** Where the master key is kept. A command is anything that prints it: a KMS, an HSM, a vault. */
export type MasterKeySource =
  | Readonly<{ kind: 'file'; path: string /** A missing one is made. */; create: boolean }>
  | Readonly<{ kind: 'value'; written: string }>
  | Readonly<{ kind: 'command'; command: string }>;

const FORMAT = /^yoshin-master-key-1 ([0-9a-f]{64})\s*$/;
const COMMAND_TIMEOUT_MS = 30_000;

/** 32 bytes. Throws `blob.key_mismatch` with what to do; neither the key nor what a command printed is in it. */
export async function readMasterKey(source: MasterKeySource): Promise<Buffer> {
  if (source.kind === 'file') return readFromFile(source);
  if (source.kind === 'value') return parsed(source.written, 'YOSHIN_MASTER_KEY');
  return parsed(await printedBy(source.command), 'YOSHIN_MASTER_KEY_COMMAND の出力');
}

async function readFromFile({ path, create }: { path: string; create: boolean }): Promise<Buffer> {
  if (create && (await readIfThere(path)) === undefined) await createMasterKeyFile(path);
  const written = await readIfThere(path);
  if (written !== undefined) return parsed(written, path);
  throw keyMismatch(
    `マスターキー ${path} がありません。控えてある鍵をここに戻してから起動してください。新しい鍵では、いまある画像は開けません`,
  );
}

/** False where there is one already. */
export const createMasterKeyFile = (path: string): Promise<boolean> =>
  createFileOnce(path, fileContent(randomBytes(32)));

export const fileContent = (master: Buffer): string =>
  `yoshin-master-key-1 ${master.toString('hex')}\n`;

function parsed(written: string, from: string): Buffer {
  const hex = FORMAT.exec(written.trim())?.[1];
  if (hex !== undefined) return Buffer.from(hex, 'hex');
  throw keyMismatch(
    `${from} はマスターキーではありません ("yoshin-master-key-1 " と16進64桁の1行)`,
  );
}

async function printedBy(command: string): Promise<string> {
  try {
    const limits = { timeout: COMMAND_TIMEOUT_MS, maxBuffer: 64 * 1024 };
    const { stdout } = await promisify(execFile)('/bin/sh', ['-c', command], limits);
    return stdout;
  } catch (error) {
    // The error of a child process holds what it printed.
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    throw keyMismatch(
      `YOSHIN_MASTER_KEY_COMMAND が失敗しました (終了コード ${code})。サーバーで実行して確かめてください`,
    );
  }
}

/** Begins a digest of the key: tells keys apart, and nothing else of them. */
export const masterKeyId = (master: Buffer): string =>
  createHash('sha256').update('yoshin-key-id').update(master).digest('hex').slice(0, 16);

export async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

export function keyMismatch(reason: string, error?: unknown): RejectedInputError {
  return new RejectedInputError('blob.key_mismatch', {
    cause: new Error(reason, error === undefined ? undefined : { cause: error }),
  });
}
