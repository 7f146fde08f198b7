import type { Finding } from '../../schemas/finding.ts';
import {
  birthDateAgrees,
  checkDigits,
  institutionKnown,
  nameAgrees,
  ticketIssued,
} from './code-checks.ts';
import { decisionMade, doseComplete, notRecordedYet } from './completeness-checks.ts';
import { datesExist, inBatchMonth, notBeforeBirth, notInFuture } from './date-checks.ts';
import type { Check, SheetFacts } from './facts.ts';
import {
  consentGiven,
  lotKnown,
  lotNotExpired,
  noFever,
  notPostponed,
  signaturesPresent,
  temperaturePlausible,
} from './practice-checks.ts';

const CHECKS: readonly Check[] = [
  checkDigits,
  ticketIssued,
  birthDateAgrees,
  nameAgrees,
  datesExist,
  notInFuture,
  notBeforeBirth,
  inBatchMonth,
  temperaturePlausible,
  noFever,
  decisionMade,
  notPostponed,
  doseComplete,
  notRecordedYet,
  consentGiven,
  signaturesPresent,
  institutionKnown,
  lotKnown,
  lotNotExpired,
];

/** Everything that may be wrong with a sheet, each code at most once, in the order of the list above. */
export function runChecks(facts: SheetFacts): Finding[] {
  return CHECKS.map((check) => check(facts)).filter((finding) => finding !== null);
}
