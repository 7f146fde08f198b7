import { ErrorCode } from '../schemas/error-codes.ts';
import { ERRORS_EN } from '../schemas/errors-en.ts';
import { ERRORS_JA } from '../schemas/errors-ja.ts';

/** `docs/errors.md`, written from the catalogue that the page and the command line use. */
export function errorDocs(): string {
  const sections = ErrorCode.options.map((code) => {
    const [ja, en] = [ERRORS_JA[code], ERRORS_EN[code]];
    return [
      `## \`${code}\``,
      `${ja.what} ${ja.lost} **${ja.next}**`,
      '',
      `${en.what} ${en.lost} **${en.next}**`,
    ].join('\n');
  });
  const head = [
    '# Error codes',
    'What happened, whether anything was lost, and **what to do**. Codes are stable: they are stored in the',
    'ledger and never renamed. Written by `node scripts/write-docs.ts`.',
  ].join('\n');
  return `${[head, ...sections].join('\n\n')}\n`;
}
