import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';

/** One sheet as the browser itself saw it. */
export type DeskTime = Readonly<{
  /** From the last key pressed on the sheet before to the frame in which the next one lies there, ms. */
  nextShownMs: number;
  /** Keys pressed on the sheet before, modifiers not counted. */
  keys: number;
}>;

const IN_PAGE = fileURLToPath(new URL('desk-clock.page.js', import.meta.url));

export const watchDesk = (page: Page): Promise<unknown> => page.addInitScript({ path: IN_PAGE });

/** Asks the script in the page; the arguments are words and ids. */
export function askDesk<Reply>(page: Page, question: string, ...words: string[]): Promise<Reply> {
  return page.evaluate<Reply>(expression(question, words));
}

/** Looks at every frame until the script in the page says so. */
export async function untilDesk(
  page: Page,
  wanted: boolean,
  question: string,
  ...words: string[]
): Promise<void> {
  await page.evaluate(
    `yoshinDesk.until(${wanted}, ${JSON.stringify(question)}, ${JSON.stringify(words)})`,
  );
}

const expression = (question: string, words: readonly string[]): string =>
  `yoshinDesk.${question}(${words.map((word) => JSON.stringify(word)).join(', ')})`;
