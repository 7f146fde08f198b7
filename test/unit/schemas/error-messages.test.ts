import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { ErrorCode } from '../../../schemas/error-codes.ts';
import { ERRORS_EN } from '../../../schemas/errors-en.ts';
import { ERRORS_JA } from '../../../schemas/errors-ja.ts';
import { errorDocs } from '../../../scripts/error-docs.ts';
import { findingDocs } from '../../../scripts/finding-docs.ts';

test.each(ErrorCode.options)(
  '%s says what happened, what was lost and what to do, twice',
  (code) => {
    for (const message of [ERRORS_JA[code], ERRORS_EN[code]]) {
      for (const sentence of Object.values(message)) expect(sentence.trim()).not.toBe('');
    }
    expect(ERRORS_JA[code].what).toMatch(/[ぁ-んァ-ヶ一-龠]/);
    expect(ERRORS_EN[code].what).not.toMatch(/[ぁ-んァ-ヶ一-龠]/);
  },
);

test('docs/errors.md lists the catalogue as it is', async () => {
  expect(await readFile('docs/errors.md', 'utf8')).toBe(errorDocs());
});

test('docs/findings.md lists the rules of the checks as they are', async () => {
  expect(await readFile('docs/findings.md', 'utf8')).toBe(findingDocs());
});
