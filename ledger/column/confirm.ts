import { sql } from 'kysely';
import type { LeftBecause, LeftSheet } from '../../schemas/api/column.ts';
import { performAct } from '../act.ts';
import type { ActContext } from '../act-context.ts';
import type { Tx } from '../database.ts';
import type { ReviewDeps } from '../review/round.ts';
import { withMomentaryLeases } from './momentary-leases.ts';
import {
  type ColumnKey,
  findColumn,
  type NamedColumn,
  personOf,
  type WaitingSheet,
  waitingSheets,
} from './waiting.ts';
import { type StandingWord, wordsOf } from './words.ts';

type Act = ColumnKey & Readonly<{ value: string; sheetIds: readonly string[] }>;
type Outcome = { confirmed: string[]; left: LeftSheet[] };

/**
 * One person's word for one value on many sheets, each as it was shown to them. A sheet that somebody else holds,
 * or that is not as it was shown, is left as it is and named. Asked again, nothing changes.
 */
export async function confirmColumn(
  { db, templates }: Pick<ReviewDeps, 'db' | 'templates'>,
  context: ActContext,
  { value, sheetIds: asked, ...key }: Act,
): Promise<Outcome> {
  const column = findColumn(templates, key);
  const sheetIds = [...new Set(asked)];
  const target = {
    action: 'column.confirm',
    resourceKind: 'column',
    resourceId: `${key.template}/${key.fieldId}`,
    detail: { step: 'confirm', sheetIds },
  } as const;
  return performAct(db, context, target, (tx) =>
    withMomentaryLeases(tx, context, sheetIds, async (free) => {
      const { take, ...outcome } = await sortOut(tx, context, column, { value, sheetIds, free });
      await insertWords(tx, context, { fieldId: key.fieldId, value }, take, free);
      const confirmed = [...outcome.confirmed, ...take.map(({ sheetId }) => sheetId)];
      return { confirmed, left: outcome.left };
    }),
  );
}

type Asked = Readonly<{
  value: string;
  sheetIds: readonly string[];
  free: ReadonlyMap<string, number>;
}>;

async function sortOut(
  tx: Tx,
  context: ActContext,
  column: NamedColumn,
  { value, sheetIds, free }: Asked,
): Promise<Outcome & { take: WaitingSheet[] }> {
  const waiting = await waitingSheets(tx, context.actor, column, { sheetIds });
  const bySheet = new Map(waiting.map((sheet) => [sheet.sheetId, sheet]));
  const mine = await wordsOf(tx, context.actor, column.field.id, sheetIds);
  const seen = await seenValues(tx, context, column.field.id, sheetIds);
  const sorted: Outcome & { take: WaitingSheet[] } = { take: [], confirmed: [], left: [] };
  for (const sheetId of sheetIds) {
    const sheet = bySheet.get(sheetId);
    const isSeen = seen.has(`${sheet?.roundId} ${value} ${sheet?.imageHash}`);
    const because = whyNot(sheet, { value, isSeen, word: mine.get(sheetId), free });
    if (because === 'confirmed') sorted.confirmed.push(sheetId);
    else if (because !== null) sorted.left.push({ sheetId, because });
    else if (sheet !== undefined) sorted.take.push(sheet);
  }
  return sorted;
}

type Judged = Readonly<{
  value: string;
  isSeen: boolean;
  word: StandingWord | undefined;
  free: ReadonlyMap<string, number>;
}>;

/** `null`: to be confirmed now; `confirmed`: this person has done so before. */
function whyNot(
  sheet: WaitingSheet | undefined,
  { value, isSeen, word, free }: Judged,
): LeftBecause | 'confirmed' | null {
  if (sheet === undefined) return 'changed';
  if (word?.value === value) return 'confirmed';
  if (sheet.answered) return 'answered';
  if (!free.has(sheet.roundId)) return 'held';
  return sheet.value === value && isSeen ? null : 'changed';
}

/** What was shown to this person, as `round value image`. */
async function seenValues(
  tx: Tx,
  { actor }: ActContext,
  fieldId: string,
  sheetIds: readonly string[],
): Promise<Set<string>> {
  const { municipalityId, staffMemberId } = personOf(actor);
  const rows = await tx
    .selectFrom('columnViews')
    .select(['roundId', 'value', 'imageHash'])
    .where('municipalityId', '=', municipalityId)
    .where('staffMemberId', '=', staffMemberId)
    .where('fieldId', '=', fieldId)
    .where('sheetId', 'in', sheetIds)
    .execute();
  return new Set(rows.map(({ roundId, value, imageHash }) => `${roundId} ${value} ${imageHash}`));
}

async function insertWords(
  tx: Tx,
  context: ActContext,
  { fieldId, value }: { fieldId: string; value: string },
  sheets: readonly WaitingSheet[],
  free: ReadonlyMap<string, number>,
): Promise<void> {
  if (sheets.length === 0) return;
  const person = personOf(context.actor);
  const words = sheets.map(({ roundId, pass, sheetId }) => ({
    ...{ keyingId: context.newId(), roundId, pass, sheetId },
  }));
  await tx
    .insertInto('keyings')
    .values(
      words.map((word) => ({
        ...{ ...word, ...person, fieldId, value },
        purpose: 'verify' as const,
        answer: 'value' as const,
        shown: true,
        fencingToken: free.get(word.roundId) ?? sql<number>`null`,
        keyedAt: context.now,
        undoneAt: null,
      })),
    )
    .execute();
  const { municipalityId, staffMemberId } = person;
  await tx
    .insertInto('columnWords')
    .values(
      words.map(({ keyingId, roundId, pass }) => ({
        ...{ keyingId, roundId, pass, fieldId, value, municipalityId, staffMemberId },
      })),
    )
    .execute();
}
