import type { ActContext } from '../ledger/act-context.ts';
import { type CheckOutcome, type Look, recordChecked } from '../ledger/intake/checked.ts';
import { sheetAsked } from '../ledger/intake/sheet-asked.ts';
import { findReading, findSheet, type Sheet } from '../ledger/intake/stages.ts';
import { databasePersons } from '../ledger/masters/persons.ts';
import { databaseMasters } from '../ledger/masters-lookup.ts';
import { doubtfulFields, readValues } from '../rules/checks/facts.ts';
import { gatherFacts } from '../rules/checks/gather-facts.ts';
import { runChecks } from '../rules/checks/run-checks.ts';
import { matchPerson } from '../rules/matching/match-person.ts';
import { certainTicket } from '../rules/same-paper.ts';
import { TransientError } from '../runtime/errors.ts';
import type { Finding } from '../schemas/finding.ts';
import { SheetJob } from '../schemas/jobs.ts';
import type { PageReading } from '../schemas/reading.ts';
import { lookAtScans } from './look-at-scans.ts';
import { type StageDeps, stageContext } from './stage-deps.ts';
import { stageHandler } from './stage-handler.ts';

/** How often another scan of the ticket may come while one is being looked at. */
const LOOKS = 5;

/**
 * What the rules say about the reading, before anybody has looked, and whether the paper is there already.
 * Review checks again what people key.
 */
export const checkWorker = (deps: StageDeps) =>
  stageHandler(
    'check',
    SheetJob,
    async (job, signal) => {
      const sheet = await findSheet(deps.db, job.municipalityId, job.sheetId);
      if (sheet.state !== 'read') return;
      const { kind } = await checked(deps, stageContext(deps, job), sheet, signal);
      deps.log.info({ sheetId: sheet.sheetId, stage: 'check', outcome: kind }, 'stage finished');
    },
    deps,
  );

async function checked(
  deps: StageDeps,
  context: ActContext,
  sheet: Sheet,
  signal: AbortSignal | undefined,
): Promise<CheckOutcome> {
  const reading = await findReading(deps.db, sheet.sheetId);
  const ticketLine = certainTicket(reading.fields);
  let looks: ReadonlyMap<string, Look> = new Map();
  for (let look = 0; look < LOOKS; look++) {
    if (ticketLine !== null) {
      looks = await lookAtScans(deps, { sheet, reading, ticketLine }, looks, signal);
    }
    const findings = await findingsOf(deps, context, sheet, reading);
    const person = await matchPerson(reading, databasePersons(deps.db, sheet.municipalityId));
    const outcome = await recordChecked(deps.db, context, sheet, {
      findings,
      person,
      ticketLine,
      looks,
    });
    if (outcome.kind !== 'look_first') return outcome;
  }
  throw new TransientError('ledger.conflict');
}

async function findingsOf(
  deps: StageDeps,
  context: ActContext,
  sheet: Sheet,
  reading: PageReading,
): Promise<Finding[]> {
  const asked = {
    ...(await sheetAsked(deps.db, context, sheet, deps.templates.get(reading.template))),
    values: readValues(reading.fields),
    doubtful: doubtfulFields(reading.fields),
    final: false,
  };
  const masters = databaseMasters(deps.db, sheet.municipalityId, sheet.sheetId);
  return runChecks(await gatherFacts(asked, masters));
}
