import { batchMonthOf } from '../ledger/intake/batches.ts';
import { findReading, findSheet, recordChecked } from '../ledger/intake/stages.ts';
import { databaseMasters } from '../ledger/masters-lookup.ts';
import { dayInJapan } from '../rules/calendar.ts';
import { readValues } from '../rules/checks/facts.ts';
import { gatherFacts } from '../rules/checks/gather-facts.ts';
import { runChecks } from '../rules/checks/run-checks.ts';
import { SheetJob } from '../schemas/jobs.ts';
import { type StageDeps, stageContext } from './stage-deps.ts';
import { stageHandler } from './stage-handler.ts';

/** What the rules say about the reading, before anybody has looked. Review checks again what people key. */
export const checkWorker = (deps: StageDeps) =>
  stageHandler(
    'check',
    SheetJob,
    async (job) => {
      const sheet = await findSheet(deps.db, job.municipalityId, job.sheetId);
      if (sheet.state !== 'read') return;
      const context = stageContext(deps, job);
      const reading = await findReading(deps.db, sheet.sheetId);
      const asked = {
        values: readValues(reading.fields),
        today: dayInJapan(context.now),
        batchMonth: await batchMonthOf(deps.db, sheet.batchId),
        final: false,
      };
      const facts = await gatherFacts(
        asked,
        databaseMasters(deps.db, job.municipalityId, sheet.sheetId),
      );
      const findings = runChecks(facts);
      await recordChecked(deps.db, context, sheet, findings);
      const { sheetId } = sheet;
      deps.log.info({ sheetId, stage: 'check', count: findings.length }, 'stage finished');
    },
    deps,
  );
