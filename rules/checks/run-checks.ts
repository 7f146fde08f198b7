import type { Finding } from '../../schemas/finding.ts';
import { ageEligible, eligibleOnCondition, sexEligible } from './age-checks.ts';
import { routeRight, siteRight, volumeRight } from './amount-checks.ts';
import { checkDigits, institutionKnown, ticketIssued, ticketOfPerson } from './code-checks.ts';
import { decisionMade, doseComplete, onlyScanOfTicket } from './completeness-checks.ts';
import {
  datesExist,
  inBatchMonth,
  notAfterReceipt,
  notBeforeBirth,
  notInFuture,
} from './date-checks.ts';
import type { Check, SheetFacts } from './facts.ts';
import { intervalAcross, intervalKept, intervalNotLong } from './interval-checks.ts';
import { lotInWindow, lotKnown, lotNotExpired, lotOfProduct, lotShaped } from './lot-checks.ts';
import {
  consentGiven,
  guardianNamed,
  noFever,
  notPostponed,
  signaturesPresent,
  temperaturePlausible,
} from './practice-checks.ts';
import {
  inSeason,
  productKept,
  productKnown,
  productOfProgramme,
  programmeInForce,
  programmeKnown,
} from './programme-checks.ts';
import { aliveOnDay, birthDateAgrees, nameAgrees, residentOnDay } from './register-checks.ts';
import { ageOfDose, doseNeeded, inOrder, noneSkipped, notRecordedYet } from './sequence-checks.ts';
import { settled } from './settled.ts';

const CHECKS: readonly Check[] = [
  checkDigits,
  ticketIssued,
  ticketOfPerson,
  birthDateAgrees,
  nameAgrees,
  aliveOnDay,
  residentOnDay,
  datesExist,
  notInFuture,
  notBeforeBirth,
  notAfterReceipt,
  inBatchMonth,
  programmeKnown,
  programmeInForce,
  inSeason,
  productKnown,
  productOfProgramme,
  productKept,
  sexEligible,
  ageEligible,
  ageOfDose,
  eligibleOnCondition,
  temperaturePlausible,
  noFever,
  decisionMade,
  notPostponed,
  doseComplete,
  notRecordedYet,
  inOrder,
  noneSkipped,
  intervalKept,
  intervalNotLong,
  intervalAcross,
  doseNeeded,
  onlyScanOfTicket,
  volumeRight,
  routeRight,
  siteRight,
  consentGiven,
  signaturesPresent,
  guardianNamed,
  institutionKnown,
  lotKnown,
  lotNotExpired,
  lotInWindow,
  lotOfProduct,
  lotShaped,
];

/** Everything that may be wrong with a sheet, each code at most once, in the order of the list above. */
export function runChecks(facts: SheetFacts): Finding[] {
  const findings = CHECKS.map((check) => check(facts))
    .filter((each) => each !== null)
    .map((each) => settled(each, facts));
  return [...new Map(findings.toReversed().map((each) => [each.code, each])).values()].toReversed();
}
