import type { LeftSheet } from '../../schemas/api/column.ts';
import { performAct } from '../act.ts';
import type { ActContext } from '../act-context.ts';
import type { ReviewDeps } from '../review/round.ts';
import { withMomentaryLeases } from './momentary-leases.ts';
import { type ColumnKey, findColumn } from './waiting.ts';
import { type StandingWord, wordsOf } from './words.ts';

type Act = ColumnKey & Readonly<{ sheetIds: readonly string[] }>;
type Outcome = { undone: string[]; left: LeftSheet[] };

/**
 * Takes one's own words back while nobody relies on them: a sheet that somebody has open, or has signed, keeps
 * them. What was taken back before is no error.
 */
export async function undoColumn(
  { db, templates }: Pick<ReviewDeps, 'db' | 'templates'>,
  context: ActContext,
  { sheetIds: asked, ...key }: Act,
): Promise<Outcome> {
  const { field } = findColumn(templates, key);
  const sheetIds = [...new Set(asked)];
  const target = {
    action: 'column.confirm',
    resourceKind: 'column',
    resourceId: `${key.template}/${key.fieldId}`,
    detail: { step: 'undo', sheetIds },
  } as const;
  return performAct(db, context, target, (tx) =>
    withMomentaryLeases(tx, context, sheetIds, async (free) => {
      const words = await wordsOf(tx, context.actor, field.id, sheetIds);
      const takeBack = [...words.values()].filter(({ roundId }) => free.has(roundId));
      if (takeBack.length > 0) {
        await tx
          .updateTable('keyings')
          .set({ undoneAt: context.now })
          .where(
            'keyingId',
            'in',
            takeBack.map(({ keyingId }) => keyingId),
          )
          .execute();
      }
      return outcomeOf(sheetIds, words, free);
    }),
  );
}

function outcomeOf(
  sheetIds: readonly string[],
  words: ReadonlyMap<string, StandingWord>,
  free: ReadonlyMap<string, number>,
): Outcome {
  const left = sheetIds.filter((sheetId) => {
    const word = words.get(sheetId);
    return word !== undefined && !free.has(word.roundId);
  });
  return {
    undone: sheetIds.filter((sheetId) => !left.includes(sheetId)),
    left: left.map((sheetId) => ({ sheetId, because: 'held' })),
  };
}
