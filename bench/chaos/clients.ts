import { setTimeout as wait } from 'node:timers/promises';
import { type HttpClient, logIn } from '../../cli/demo/http-client.ts';
import { type Outcome, truthBySheet, workThrough } from '../../cli/demo/reviewers.ts';
import type { Truth, Truths } from '../../cli/demo/truth.ts';
import { intakeApi } from '../../schemas/api/intake.ts';
import { PASSWORD } from '../installation/furnish.ts';
import type { Paper } from '../papers/paper-box.ts';

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
export async function uploadAll(
  clerk: Patient,
  batchId: string,
  papers: readonly Paper[],
): Promise<void> {
  for (const { fileName, bytes } of papers) {
    const file = await bytes();
    await clerk((client) =>
      client.upload(intakeApi.upload, { params: { batchId } }, new File([file], fileName)),
    );
  }
}

export type Signed = Readonly<Record<'verify' | 'approve', Partial<Record<Outcome, number>>>>;

/** Two people, each at a desk, sign what comes until told to stop. What fails in their hands they take up again. */
export async function reviewUntil(
  people: { first: Patient; second: Patient },
  { batchId, truths }: { batchId: string; truths: Truths },
  done: AbortSignal,
): Promise<Signed> {
  const signed = { verify: {}, approve: {} } satisfies Signed;
  const known = new Map<string, Truth>();
  const papersSeen = (client: HttpClient) => ({
    get: async (sheetId: string) => {
      // Sheets come in all the time: one not seen before is looked up.
      if (known.has(sheetId)) return known.get(sheetId);
      for (const [id, truth] of await truthBySheet(client, batchId, truths)) known.set(id, truth);
      return known.get(sheetId);
    },
  });
  const atDesk = async (person: Patient, purpose: 'verify' | 'approve'): Promise<void> => {
    const counted: Partial<Record<Outcome, number>> = signed[purpose];
    const tell = (outcome: Outcome) => {
      counted[outcome] = (counted[outcome] ?? 0) + 1;
    };
    while (!done.aborted) {
      await person((client) => workThrough(client, purpose, papersSeen(client), tell));
      await wait(AGAIN_MS, undefined, { signal: done });
    }
  };
  const ended = (error: unknown) => {
    if (!done.aborted) throw error;
  };
  await Promise.all([
    atDesk(people.first, 'verify').catch(ended),
    atDesk(people.second, 'approve').catch(ended),
  ]);
  return signed;
}
