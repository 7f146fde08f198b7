import { setTimeout as wait } from 'node:timers/promises';
import { type HttpClient, logIn } from '../../cli/demo/http-client.ts';
import { truthBySheet, workThrough } from '../../cli/demo/reviewers.ts';
import { loadTruths } from '../../cli/demo/truth.ts';
import { SAMPLES_FOLDER } from '../../cli/program/folders.ts';
import { intakeApi } from '../../schemas/api/intake.ts';
import { paperFiles, scanOf } from './sheets.ts';

export const PASSWORD = 'chaos for everybody';
const AGAIN_MS = 500;

/** One person who tries again, from the log-in on, whatever the server was doing. */
export function patient(address: string, loginName: string, signal: AbortSignal) {
  let client: HttpClient | null = null;
  return async <T>(act: (client: HttpClient) => Promise<T>): Promise<T> => {
    for (;;) {
      signal.throwIfAborted();
      try {
        client ??= await logIn(address, loginName, PASSWORD);
        return await act(client);
      } catch {
        client = null;
        await wait(AGAIN_MS, undefined, { signal });
      }
    }
  };
}
export type Patient = ReturnType<typeof patient>;

/** Every file until the server has said what became of it; a lost answer is asked for again. */
export async function uploadAll(clerk: Patient, batchId: string, sheets: number): Promise<void> {
  for await (const { fileName, bytes } of paperFiles(sheets)) {
    await clerk((client) =>
      client.upload(intakeApi.upload, { params: { batchId } }, new File([bytes], fileName)),
    );
  }
}

/** Two people confirm what comes until told to stop. What fails in their hands they take up again. */
export async function reviewUntil(
  people: { first: Patient; second: Patient; clerk: Patient },
  batchId: string,
  done: AbortSignal,
): Promise<number> {
  const samples = await loadTruths(`${SAMPLES_FOLDER}/truth`);
  const truths = { of: (name: string, page: number) => samples.of(scanOf(name), page) };
  let committed = 0;
  const tell = (outcome: string) => {
    if (outcome === 'committed') committed += 1;
  };
  try {
    while (!done.aborted) {
      const known = await people.clerk((client) => truthBySheet(client, batchId, truths));
      await people.first((client) => workThrough(client, 'verify', known, tell));
      await people.second((client) => workThrough(client, 'approve', known, tell));
      await wait(AGAIN_MS, undefined, { signal: done });
    }
  } catch (error) {
    if (!done.aborted) throw error;
  }
  return committed;
}
