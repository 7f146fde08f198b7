import { errorCodeOf } from '../api/api-error.ts';
import type { Call } from '../api/client.ts';

/** Somebody is asked to show once more that it is them, while what they wanted to do waits. */
export type Confirmation = Readonly<{
  isAsked(): boolean;
  /** Answers with whether they did; several acts at once ask once. */
  ask(): Promise<boolean>;
  settle(isThem: boolean): void;
  subscribe(listener: () => void): () => void;
}>;

type Asked = Readonly<{ answer: Promise<boolean>; settle: (isThem: boolean) => void }>;

export function createConfirmation(): Confirmation {
  let asked: Asked | null = null;
  const listeners = new Set<() => void>();
  const tell = () => {
    for (const listener of listeners) listener();
  };
  return {
    isAsked: () => asked !== null,
    ask: () => {
      if (asked === null) {
        const { promise: answer, resolve: settle } = Promise.withResolvers<boolean>();
        asked = { answer, settle };
        tell();
      }
      return asked.answer;
    },
    settle: (isThem) => {
      asked?.settle(isThem);
      asked = null;
      tell();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** What the server refuses until the person is confirmed is asked of them, and sent again when they are. */
export const confirming =
  (call: Call, { ask }: Pick<Confirmation, 'ask'>): Call =>
  async (endpoint, parts, file) => {
    try {
      return await call(endpoint, parts, file);
    } catch (error) {
      if (errorCodeOf(error) !== 'auth.confirm_first' || !(await ask())) throw error;
      return await call(endpoint, parts, file);
    }
  };
