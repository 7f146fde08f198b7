import type { Finding } from '../../schemas/finding.ts';
import { ALL } from '../../schemas/masters.ts';
import { doseOf } from './dose-facts.ts';
import { type Override, type SheetFacts, TRACES_OF_A_DOSE, valueIn } from './facts.ts';
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

function lifted(finding: Finding, facts: SheetFacts): Finding {
  const { liftedBy } = FINDING_RULES[finding.code];
  const found = facts.overrides.find((each) => each.kind === liftedBy && reaches(each, facts));
  if (found === undefined) return finding;
  const { kind, reason, granted } = found;
  const override = { kind, reason, ...(granted === undefined ? {} : { grant: granted.grant }) };
  return { ...finding, severity: 'note', override };
}

/** What people entered holds for the doses they named, and for no others. */
function reaches({ granted }: Override, facts: SheetFacts): boolean {
  if (granted === undefined) return true;
  const { programme, vaccine, fromDay, toDay } = granted.reach;
  const day = valueIn(facts, 'vaccinationDate');
  if (day === null || day < fromDay || day > toDay || programme !== facts.programme) return false;
  if (vaccine === ALL) return true;
  const given = doseOf(facts)?.given;
  return given?.kind === 'one' && given.vaccine.id === vaccine;
}
