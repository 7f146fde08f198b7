import type { HistoryDose } from '../../schemas/api/ledger.ts';
import { performAct } from '../act.ts';
import type { ActContext } from '../act-context.ts';
import { concealTerm } from '../auditing/terms.ts';
import { earlierDosesOf } from '../masters/lookup.ts';
import type { ReviewDeps } from '../review/round.ts';
import { entriesOfPerson } from './list-entries.ts';

/** A person's doses as time went: those of the ledger with every word on each, and those brought in from elsewhere. */
export async function personHistory(
  deps: Pick<ReviewDeps, 'db' | 'templates' | 'vault'>,
  context: ActContext,
  residentId: string,
): Promise<{ doses: HistoryDose[] }> {
  const { municipalityId } = context.actor;
  const whom = concealTerm(deps.vault, municipalityId, 'residentId', residentId);
  const target = {
    action: 'ledger.read',
    resourceKind: 'resident',
    resourceId: whom.reference,
    detail: { step: 'history' },
    terms: [whom],
  } as const;
  return performAct(deps.db, context, target, async (tx) => {
    const entries = await entriesOfPerson(tx, deps.templates, {
      ...{ municipalityId, residentId, now: context.now },
    });
    const imported = await earlierDosesOf(tx, municipalityId, residentId);
    const doses: HistoryDose[] = [
      ...imported.map((dose): HistoryDose => ({ kind: 'imported', dose })),
      ...[...Map.groupBy(entries, ({ sheetId }) => sheetId).values()].map(
        (words): HistoryDose => ({ kind: 'sheet', words }),
      ),
    ];
    return { doses: doses.toSorted((one, other) => dayOf(one).localeCompare(dayOf(other))) };
  });
}

/** What has no day comes last: it is not known to be early. */
const NO_DAY = '9999-99-99';

function dayOf(dose: HistoryDose): string {
  if (dose.kind === 'imported') return dose.dose.vaccinationDate;
  return dose.words.at(-1)?.record.vaccinationDate ?? NO_DAY;
}
