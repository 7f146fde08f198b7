import { sql } from 'kysely';
import type { z } from 'zod';
import { kindsIn } from '../../rules/practice-list.ts';
import { InvariantError, RejectedInputError } from '../../runtime/errors.ts';
import { shippedVaccines } from '../../runtime/shipped-vaccines.ts';
import type { practiceApi } from '../../schemas/api/practice.ts';
import type { PracticeGravity } from '../../schemas/practice.ts';
import { performAct } from '../act.ts';
import type { ActContext } from '../act-context.ts';
import type { Db, Tx } from '../database.ts';
import { caseKey, entriesWithFindings, stepsOf } from './standing-entries.ts';

type Said = z.output<typeof practiceApi.record.body>;

/** What became of some cases, all of them or none. Throws `practice.changed_meanwhile` where one is not as it was seen. */
export async function recordPracticeSteps(
  db: Db,
  context: ActContext,
  said: Said,
): Promise<{ recorded: number }> {
  const { status, gravity } = said;
  const target = {
    action: 'practice.manage',
    resourceKind: 'practice_list',
    resourceId: null,
    detail: { status, gravity, cases: said.cases.map(caseKey) },
  } as const;
  return performAct(db, context, target, (tx) => record(tx, context, said));
}

async function record(
  tx: Tx,
  { actor, now }: ActContext,
  { cases, status, gravity, remark }: Said,
): Promise<{ recorded: number }> {
  const { municipalityId, accountId, staffMemberId } = actor;
  if (accountId === null || staffMemberId === null) throw new InvariantError('bug.invariant');
  const lock = `yoshin.practice.${municipalityId}`;
  await sql`select pg_advisory_xact_lock(hashtext(${lock}))`.execute(tx);
  const known = await knownCases(tx, municipalityId, cases);
  const rows = cases.map(({ seen, ...wanted }) => {
    const found = known.get(caseKey(wanted));
    const isAsSeen = found !== undefined && found.newest === seen;
    if (!isAsSeen) throw new RejectedInputError('practice.changed_meanwhile');
    return {
      ...{ municipalityId, accountId, staffMemberId, status, recordedAt: now },
      ...{ sheetId: wanted.sheetId, kind: wanted.kind, entryId: found.entryId },
      gravity: gravity ?? found.gravity,
      remark: remark.trim(),
    };
  });
  await tx.insertInto('practiceSteps').values(rows).execute();
  return { recorded: rows.length };
}

type Known = Readonly<{ entryId: string; gravity: PracticeGravity; newest: number | null }>;

/** Those that stand, and those that were spoken of before and stand no more: a report may have to be put right. */
async function knownCases(
  tx: Tx,
  municipalityId: string,
  wanted: Said['cases'],
): Promise<Map<string, Known>> {
  const sheetIds = [...new Set(wanted.map(({ sheetId }) => sheetId))];
  const master = await shippedVaccines();
  const known = new Map<string, Known>();
  // Newest first, so that the newest is the last to be set.
  for (const { sheetId, kind, entryId, gravity, stepNumber } of (
    await stepsOf(tx, municipalityId, sheetIds)
  ).toReversed()) {
    known.set(caseKey({ sheetId, kind }), { entryId, gravity, newest: stepNumber });
  }
  for (const entry of await entriesWithFindings(tx, municipalityId, { sheetIds })) {
    const { sheetId, entryId } = entry;
    for (const { kind } of kindsIn(master, entry)) {
      const key = caseKey({ sheetId, kind: kind.id });
      const { gravity, newest } = known.get(key) ?? { gravity: kind.gravity, newest: null };
      known.set(key, { entryId, gravity, newest });
    }
  }
  return known;
}
