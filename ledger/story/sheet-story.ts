import { isAuthorised } from '../../rules/authorise.ts';
import { personField } from '../../rules/person-field.ts';
import { mayTellWithdrawal, valuesWithheld } from '../../rules/story-values.ts';
import { RejectedInputError } from '../../runtime/errors.ts';
import type { SheetStory, StoryEvent } from '../../schemas/api/story.ts';
import { performAct } from '../act.ts';
import type { ActContext } from '../act-context.ts';
import type { Tx } from '../database.ts';
import { findSheet } from '../intake/stages.ts';
import { sheetPlaces } from '../intake/view-of-sheet.ts';
import type { ReviewDeps } from '../review/round.ts';
import { machineHappenings } from './machine-happenings.ts';
import { reviewHappenings } from './review-happenings.ts';
import { storyRounds } from './story-rounds.ts';
import type { Happened, StorySubject } from './subject.ts';

/** Who did what to a sheet and when, from its file to the newest word of the ledger. The view is audited. */
export async function viewSheetStory(
  deps: Pick<ReviewDeps, 'db' | 'templates'>,
  context: ActContext,
  sheetId: string,
): Promise<SheetStory> {
  const target = {
    action: 'sheet.read',
    resourceKind: 'sheet',
    resourceId: sheetId,
    detail: { step: 'story' },
  } as const;
  return performAct(deps.db, context, target, async (tx) => {
    const subject = await subjectOf(tx, context, sheetId);
    const { sheet, withheld } = subject;
    const place = (await sheetPlaces(tx, sheet.municipalityId, [sheetId])).get(sheetId);
    if (place === undefined) throw new RejectedInputError('resource.not_found');
    const form = deps.templates.get(sheet.template ?? '');
    const happened = [
      ...(await machineHappenings(tx, subject)),
      ...(await reviewHappenings(tx, subject)),
    ];
    return {
      place,
      formJa: form?.titleJa ?? null,
      formEn: form?.titleEn ?? null,
      withheld,
      events: await named(tx, happened),
      rounds: await storyRounds(
        tx,
        subject,
        form === undefined ? [] : [...form.fields, personField(form)],
      ),
    };
  });
}

async function subjectOf(tx: Tx, context: ActContext, sheetId: string): Promise<StorySubject> {
  const { actor } = context;
  const sheet = await findSheet(tx, actor.municipalityId, sheetId);
  const rounds = await tx
    .selectFrom('reviewRounds')
    .selectAll()
    .where('sheetId', '=', sheetId)
    .orderBy('openedAt')
    .execute();
  const standing = { state: sheet.state, rounds };
  const mayReadLedger = isAuthorised(actor, 'ledger.read', actor);
  return {
    sheet,
    rounds,
    withheld: valuesWithheld({ ...standing, mayReadLedger }),
    tellsWithdrawal: mayTellWithdrawal(standing),
  };
}

/** In the order of time; what bears one time in the order in which it is written down. */
async function named(tx: Tx, happened: readonly Happened[]): Promise<StoryEvent[]> {
  const names = await namesOf(tx, happened);
  return happened
    .toSorted((one, other) => one.at.getTime() - other.at.getTime())
    .map(({ at, accountId, what }) => ({
      at: at.toISOString(),
      by: accountId === null ? null : (names.get(accountId) ?? null),
      what,
    }));
}

async function namesOf(tx: Tx, happened: readonly Happened[]): Promise<Map<string, string>> {
  const ids = [...new Set(happened.flatMap(({ accountId }) => accountId ?? []))];
  if (ids.length === 0) return new Map();
  const rows = await tx
    .selectFrom('accounts')
    .innerJoin('staffMembers', 'staffMembers.staffMemberId', 'accounts.staffMemberId')
    .select(['accountId', 'displayName'])
    .where('accountId', 'in', ids)
    .execute();
  return new Map(rows.map(({ accountId, displayName }) => [accountId, displayName]));
}
