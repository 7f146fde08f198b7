import type { Finding } from '../../schemas/finding.ts';
import { type SheetFacts, TRACES_OF_A_DOSE } from './facts.ts';
import { FINDING_RULES, type Found } from './finding-rules.ts';

/**
 * What a finding weighs. Where it rests on a value the readers do not stand behind it is a doubt about the reading and
 * accuses nobody; where the form or a person says why the rule does not hold, it is noted with that reason.
 */
export function settled(found: Found, facts: SheetFacts): Finding {
  const { finding, restsOn } = found;
  const isDoubtful =
    restsOn.some((field) => facts.doubtful.has(field)) ||
    (FINDING_RULES[finding.code].ofADose === true && isDoseDoubtful(facts));
  const weighed = isDoubtful ? asDoubt(finding) : finding;
  return found.mayBeLifted === false ? weighed : lifted(weighed, facts);
}

function asDoubt(finding: Finding): Finding {
  if (finding.kind === 'reading_doubt') return finding;
  const severity = finding.severity === 'block' ? 'warn' : finding.severity;
  return { ...finding, kind: 'reading_doubt', severity };
}

/** Nothing that the readers stand behind says that a dose was given. */
function isDoseDoubtful({ values, doubtful }: SheetFacts): boolean {
  return TRACES_OF_A_DOSE.every(
    (field) => doubtful.has(field) || values[field] === undefined || values[field] === '',
  );
}

function lifted(finding: Finding, { overrides }: SheetFacts): Finding {
  const { liftedBy } = FINDING_RULES[finding.code];
  const override = overrides.find(({ kind }) => kind === liftedBy);
  return override === undefined ? finding : { ...finding, severity: 'note', override };
}
