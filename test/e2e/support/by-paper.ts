import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Truth } from '../../../cli/demo/truth.ts';
import { openSheetId } from './keyboard-review.ts';
import { currentFieldId } from './page-steps.ts';
import { pressAnswer } from './press-answer.ts';

export type ByPaper = ReturnType<typeof byPaper>;

/** Keys what is written on the sheets, by sheet id. */
export function byPaper(papers: ReadonlyMap<string, Truth>) {
  const of = (sheetId: string): Truth => {
    const paper = papers.get(sheetId);
    if (paper === undefined) throw new Error('a sheet of no sample');
    return paper;
  };
  const written = (sheetId: string, fieldId: string) => of(sheetId).fields[fieldId] ?? '';
  /** The field in work, answered as its paper says. */
  const keyNext = async (on: Page): Promise<string> => {
    const fieldId = (await currentFieldId(on)) ?? '';
    await pressAnswer(on, fieldId, written(await openSheetId(on), fieldId));
    await expect.poll(() => currentFieldId(on)).not.toBe(fieldId);
    return fieldId;
  };
  /** Types what stands in a date, short of the Enter that answers with it. */
  const typeDate = async (on: Page): Promise<string> => {
    for (;;) {
      const fieldId = (await currentFieldId(on)) ?? '';
      if (fieldId.endsWith('Date')) {
        await on.keyboard.type(written(await openSheetId(on), fieldId).replaceAll('-', ''));
        return fieldId;
      }
      await keyNext(on);
    }
  };
  return { of, written, keyNext, typeDate };
}
