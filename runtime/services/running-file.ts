import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { hasCode } from '../has-code.ts';
import { replaceFile } from '../publish-file.ts';

/** Who has the data folder and where its server listens. A note, not the lock: it may be out of date. */
const Running = z.object({ pid: z.number().int(), socketFolder: z.string().optional() });
export type Running = z.infer<typeof Running>;

const pathOf = (dataFolder: string) => join(dataFolder, 'running.json');

export async function readRunning(dataFolder: string): Promise<Running | undefined> {
  try {
    return Running.parse(JSON.parse(await readFile(pathOf(dataFolder), 'utf8')));
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

export const writeRunning = (dataFolder: string, running: Running) =>
  replaceFile(pathOf(dataFolder), JSON.stringify(running));

export const removeRunning = (dataFolder: string) => rm(pathOf(dataFolder), { force: true });
