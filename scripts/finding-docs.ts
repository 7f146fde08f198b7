import { FINDING_RULES } from '../rules/checks/finding-rules.ts';
import { FindingCode } from '../schemas/finding.ts';
import type { FindingMessage } from '../schemas/finding-message.ts';
import { FINDINGS_EN } from '../schemas/findings-en.ts';
import { FINDINGS_JA } from '../schemas/findings-ja.ts';

const LIFTED = {
  long_term_care: '長期療養特例 / a long-term care exception',
  other_municipality: '他市町村での接種 / a dose given in another municipality',
} as const;

/** `docs/findings.md`, written from the rules of the checks and the words that page and command line use. */
export function findingDocs(): string {
  const sections = FindingCode.options.map((code) => {
    const [ja, en]: [FindingMessage, FindingMessage] = [FINDINGS_JA[code], FINDINGS_EN[code]];
    const { kind, severity, source, liftedBy } = FINDING_RULES[code];
    const lifted = liftedBy === undefined ? '' : ` · noted only: ${LIFTED[liftedBy]}`;
    return [
      `## \`${code}\``,
      `${kind} · ${severity} · ${source}${lifted}`,
      '',
      `${ja.what}。 **${ja.next}**`,
      '',
      `${en.what}. **${en.next}**`,
    ].join('\n');
  });
  const head = [
    '# What the checks find',
    'How grave it is when nothing speaks against it, where the rule comes from (`vaccines/`: every rule there names its own source), and',
    '**what to do**. What rests on a value that no reader stands behind becomes a `reading_doubt` and blocks nothing; what rests on a rule that',
    'is general knowledge (K) blocks nothing either. Written by `node scripts/write-docs.ts`.',
  ].join('\n');
  return `${[head, ...sections].join('\n\n')}\n`;
}
