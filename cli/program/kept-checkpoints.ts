import { mkdir, open, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Kept } from '../../ledger/auditing/audit-problem.ts';
import {
  type AuditCheckpoint,
  checkpointLine,
  readCheckpointLine,
} from '../../ledger/auditing/checkpoint.ts';
import { hasCode } from '../../runtime/has-code.ts';
import { keptIn } from './folders.ts';

/** A second place beside the database: whoever cuts both the chain and its checkpoints leaves this file behind. */
const fileOf = (dataFolder: string, municipalityId: string): string =>
  join(keptIn(dataFolder).checkpoints, `${municipalityId}.jsonl`);

export async function keepCheckpoint(
  dataFolder: string,
  checkpoint: AuditCheckpoint,
): Promise<void> {
  const path = fileOf(dataFolder, checkpoint.municipalityId);
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const handle = await open(path, 'a', 0o600);
  try {
    // A line that a crash left unfinished stays one line of its own.
    await handle.appendFile(`${checkpointLine(checkpoint)}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** What this machine kept, and what somebody kept elsewhere. */
export async function readKept(
  dataFolder: string,
  municipalityId: string,
  elsewhere: string | undefined,
): Promise<Kept> {
  const own = await readFile(fileOf(dataFolder, municipalityId), 'utf8').catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return '';
    throw error;
  });
  const theirs = elsewhere === undefined ? '' : await readFile(elsewhere, 'utf8');
  return [...linesOf(own), ...linesOf(theirs)].map(readCheckpointLine);
}

const linesOf = (text: string): string[] => text.split('\n').filter((line) => line.trim() !== '');
