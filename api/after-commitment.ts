import {
  confirmOverride,
  enterOverride,
  searchOverrides,
  withdrawOverride,
} from '../ledger/overrides/change-overrides.ts';
import { practiceCsv } from '../ledger/practice/practice-csv.ts';
import { practiceListOf } from '../ledger/practice/practice-list.ts';
import { recordPracticeSteps } from '../ledger/practice/record-steps.ts';
import type { ReviewDeps } from '../ledger/review/round.ts';
import { decideSample, setSamplingRate } from '../ledger/sampling/decide.ts';
import { listDisputes, samplingOverview } from '../ledger/sampling/overview.ts';
import { keySample, nextSample } from '../ledger/sampling/work.ts';
import { statementOf } from '../ledger/statements/statement.ts';
import { statementCsv } from '../ledger/statements/statement-csv.ts';
import { printPracticeList } from '../print/practice-list.ts';
import { printStatement } from '../print/statement.ts';
import type { Services } from './services.ts';

type Deps = Pick<ReviewDeps, 'db' | 'templates'>;

/** What chance has drawn of what is committed. */
export function samplingServices({
  db,
  templates,
}: Deps): Pick<
  Services,
  | 'samplingOverview'
  | 'sampleDisputes'
  | 'setSamplingRate'
  | 'nextSample'
  | 'keySample'
  | 'decideSample'
> {
  const deps = { db, templates };
  return {
    samplingOverview: (context) => samplingOverview(deps, context),
    sampleDisputes: (context) => listDisputes(deps, context),
    setSamplingRate: (context, { rate }) => setSamplingRate(db, context, rate),
    nextSample: (context) => nextSample(deps, context),
    keySample: (context, sampledFieldId, body) =>
      keySample(deps, context, { sampledFieldId, ...body }),
    decideSample: (context, sampledFieldId, body) =>
      decideSample(db, context, { sampledFieldId, ...body }),
  };
}

/** Why a rule does not hold, said by two. */
export function overrideServices(
  deps: Pick<ReviewDeps, 'db' | 'vault'>,
): Pick<Services, 'searchOverrides' | 'enterOverride' | 'confirmOverride' | 'withdrawOverride'> {
  const { db } = deps;
  return {
    searchOverrides: (context, body) => searchOverrides(deps, context, body),
    enterOverride: (context, body) => enterOverride(deps, context, body),
    confirmOverride: (context, overrideId) => confirmOverride(db, context, overrideId),
    withdrawOverride: (context, overrideId, body) =>
      withdrawOverride(db, context, { overrideId, ...body }),
  };
}

/** What was done wrongly, and what became of it. */
export function practiceServices({
  db,
}: Deps): Pick<Services, 'practiceList' | 'practiceCsv' | 'practicePdf' | 'recordPractice'> {
  return {
    practiceList: (context, year) => practiceListOf(db, context, year, 'view'),
    practiceCsv: async (context, year, { encoding }) =>
      practiceCsv(await practiceListOf(db, context, year, 'csv'), encoding),
    practicePdf: async (context, year) =>
      printPracticeList(await practiceListOf(db, context, year, 'pdf')),
    recordPractice: (context, body) => recordPracticeSteps(db, context, body),
  };
}

/** What is paid for what is committed. */
export function statementServices({
  db,
}: Deps): Pick<Services, 'statement' | 'statementCsv' | 'statementPdf'> {
  return {
    statement: (context, month) => statementOf(db, context, month),
    statementCsv: async (context, month, { encoding }) =>
      statementCsv(await statementOf(db, context, month), encoding),
    statementPdf: async (context, month) => printStatement(await statementOf(db, context, month)),
  };
}
