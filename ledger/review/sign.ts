import { InvariantError, RejectedInputError } from '../../runtime/errors.ts';
import type { AuditStep } from '../../schemas/audit-vocabulary.ts';
import type { FindingCode } from '../../schemas/finding.ts';
import type { Purpose, SheetState } from '../../schemas/sheet-state.ts';
import { recordRefusal } from '../accounts/record-refusal.ts';
import { performAct } from '../act.ts';
import type { ActContext } from '../act-context.ts';
import { sqlState, type Tx } from '../database.ts';
import { commitEntry } from '../entries/commit-entry.ts';
import { moveSheet, type SheetMove } from '../intake/move-sheet.ts';
import { ACTION_OF } from './leases.ts';
import { rememberTicket } from './person-named.ts';
import {
  askedFields,
  loadRound,
  mustAnswer,
  type ReviewDeps,
  requireLease,
  statusOf,
} from './round.ts';
import type { LeaseRow, RoundState } from './round-state.ts';
import { samePerson } from './same-person.ts';
import { approvedBefore, signedBefore } from './signed-before.ts';
import { recordStep } from './steps.ts';

export type Held = Readonly<{ sheetId: string; fencingToken: string }>;
type Seen = Held &
  Readonly<{
    imageHash: string;
    activeMs?: number | undefined;
    fieldMs?: Readonly<Record<string, number>> | undefined;
  }>;

/** Person A signs what was seen; every field has been answered. */
export async function signVerification(
  deps: ReviewDeps,
  context: ActContext,
  act: Seen & { note: string | null },
): Promise<void> {
  if (await signedBefore(deps.db, context, 'verify', act)) return;
  await underLease(deps, context, act, 'verify', 'sign', async (tx, lease, state) => {
    const residentId = await samePerson(tx, lease, state);
    refuseOpenFields(state, 'verify');
    await sign(tx, context, { lease, state, act, residentId });
    await tx
      .updateTable('reviewRounds')
      .set({ state: 'awaiting_approval', note: act.note, returnedReason: null })
      .where('roundId', '=', lease.roundId)
      .execute();
    await recordStep(tx, context, state, { step: 'verified', words: act.note });
    await rememberTicket(tx, state);
    await moveInitial(tx, context, state, 'in_review', 'awaiting_approval', 'verify');
    await giveBack(tx, lease);
  });
}

/** Person B signs and the entry is written; a field still contested goes to a third person instead. */
export async function signApproval(
  deps: ReviewDeps,
  context: ActContext,
  act: Seen & { acknowledged: readonly FindingCode[] },
): Promise<{ outcome: 'committed' | 'adjudication'; entryId: string | null }> {
  const before = await approvedBefore(deps.db, context, act);
  if (before !== undefined) return before;
  return underLease(deps, context, act, 'approve', 'sign', async (tx, lease, state) => {
    const residentId = await samePerson(tx, lease, state);
    refuseOpenFields(state, 'approve');
    if (askedFields(state).some((field) => mustAnswer(state, field, 'adjudicate'))) {
      await enter(tx, lease, 'adjudication');
      await recordStep(tx, context, state, { step: 'contested' });
      await moveInitial(tx, context, state, 'awaiting_approval', 'adjudication', 'contest');
      await giveBack(tx, lease);
      return { outcome: 'adjudication', entryId: null };
    }
    const signatureId = await sign(tx, context, { lease, state, act, residentId });
    const entryId = await commitEntry(tx, deps, context, {
      lease,
      state,
      signatureId,
      acknowledged: act.acknowledged,
    });
    await enter(tx, lease, 'committed');
    await rememberTicket(tx, state);
    await moveInitial(tx, context, state, 'awaiting_approval', 'committed', 'commit');
    await giveBack(tx, lease);
    return { outcome: 'committed', entryId };
  });
}

/** Person C has settled what A and B keyed differently; the sheet goes back to be approved. */
export async function signAdjudication(
  deps: ReviewDeps,
  context: ActContext,
  act: Seen,
): Promise<void> {
  if (await signedBefore(deps.db, context, 'adjudicate', act)) return;
  await underLease(deps, context, act, 'adjudicate', 'sign', async (tx, lease, state) => {
    refuseOpenFields(state, 'adjudicate');
    // No name was shown: a third person settles ink and signs for nobody in particular.
    await sign(tx, context, { lease, state, act, residentId: null });
    await enter(tx, lease, 'awaiting_approval');
    await recordStep(tx, context, state, { step: 'adjudicated' });
    await moveInitial(tx, context, state, 'adjudication', 'awaiting_approval', 'adjudicate');
    await giveBack(tx, lease);
  });
}

/** B sends the sheet back. A signs anew; A's answers stay, B's do not count any more. */
export async function returnToVerification(
  deps: ReviewDeps,
  context: ActContext,
  act: Held & { reason: string },
): Promise<void> {
  await underLease(deps, context, act, 'approve', 'return', async (tx, lease, state) => {
    await tx
      .updateTable('reviewRounds')
      .set({
        state: 'awaiting_verification',
        returnedReason: act.reason,
        pass: state.round.pass + 1,
      })
      .where('roundId', '=', lease.roundId)
      .execute();
    await recordStep(tx, context, state, { step: 'returned', words: act.reason });
    await moveInitial(tx, context, state, 'awaiting_approval', 'in_review', 'return');
    await giveBack(tx, lease);
  });
}

/** Under a live lease, in one transaction, with its audit event; what the database refuses is said in our words. */
export async function underLease<T>(
  deps: ReviewDeps,
  context: ActContext,
  held: Held,
  purpose: Purpose,
  step: AuditStep,
  run: (tx: Tx, lease: LeaseRow, state: RoundState) => Promise<T>,
): Promise<T> {
  const target = {
    action: ACTION_OF[purpose],
    resourceKind: 'sheet',
    resourceId: held.sheetId,
    detail: { step },
  } as const;
  try {
    return await performAct(deps.db, context, target, async (tx) => {
      const lease = await requireLease(tx, context.actor, { ...held, purpose });
      return run(tx, lease, await loadRound(tx, deps.templates, lease));
    });
  } catch (error) {
    const refusal = translateRefusal(error);
    // What the database refused was rolled back with its audit event: the attempt is recorded apart.
    if (refusal !== error) await recordRefusal(deps.db, context, target);
    throw refusal;
  }
}

const REFUSALS = {
  YL001: 'review.lease_lost',
  YL002: 'review.same_person',
  YL003: 'ledger.conflict',
  YL004: 'review.wrong_state',
  YL005: 'review.wrong_state',
} as const;

/** The database refused: say in our words what it said in its own. */
export function translateRefusal(error: unknown): unknown {
  const state = sqlState(error);
  const code = Object.entries(REFUSALS).find(([sqlCode]) => sqlCode === state)?.[1];
  return code === undefined ? error : new RejectedInputError(code, { cause: error });
}

function refuseOpenFields(state: RoundState, purpose: Purpose): void {
  const fields = askedFields(state).filter(
    (field) => mustAnswer(state, field, purpose) || statusOf(state, field).kind === 'open',
  );
  if (fields.length === 0) return;
  throw new RejectedInputError('review.field_open', { fields: fields.map((field) => field.id) });
}

type Signing = Readonly<{
  lease: LeaseRow;
  state: RoundState;
  act: Seen;
  residentId: string | null;
}>;

async function sign(
  tx: Tx,
  context: ActContext,
  { lease, state, act: { imageHash, activeMs, fieldMs }, residentId }: Signing,
): Promise<string> {
  const { accountId, staffMemberId, municipalityId } = context.actor;
  if (accountId === null || staffMemberId === null) throw new InvariantError('bug.invariant');
  if (imageHash !== state.sheet.imageHash) throw new RejectedInputError('review.image_changed');
  const signatureId = context.newId();
  await tx
    .insertInto('signatures')
    .values({
      signatureId,
      municipalityId,
      sheetId: lease.sheetId,
      roundId: lease.roundId,
      pass: state.round.pass,
      purpose: lease.purpose,
      accountId,
      staffMemberId,
      imageHash,
      fencingToken: lease.fencingToken,
      residentId,
      signedAt: context.now,
    })
    .execute();
  if (activeMs !== undefined) {
    const known = state.template.fields.flatMap(({ id }) => {
      const ofField = fieldMs?.[id];
      return ofField === undefined ? [] : [[id, ofField]];
    });
    await tx
      .insertInto('reviewTimes')
      .values({
        ...{ municipalityId, signatureId, activeMs },
        fieldMs: JSON.stringify(Object.fromEntries(known)),
      })
      .execute();
  }
  return signatureId;
}

const enter = (tx: Tx, lease: LeaseRow, to: 'adjudication' | 'awaiting_approval' | 'committed') =>
  tx.updateTable('reviewRounds').set({ state: to }).where('roundId', '=', lease.roundId).execute();

/** The sheet's own state follows its first round only: once committed it stays so, amendments supersede. */
export async function moveInitial(
  tx: Tx,
  context: ActContext,
  state: RoundState,
  from: SheetState,
  to: SheetState,
  stage: string,
  patch: SheetMove['patch'] = {},
): Promise<void> {
  if (state.round.kind !== 'initial') return;
  const open = askedFields(state).filter((field) => statusOf(state, field).kind === 'contested');
  await moveSheet(tx, context, {
    sheetId: state.sheet.sheetId,
    from,
    to,
    stage,
    // One step of one lease: a repeated request finds the lease gone before it comes here.
    inputHash: `${state.round.roundId}:${state.round.pass}:${context.requestId}`,
    detail: { contested: open.map((field) => field.id) },
    patch,
  });
}

export const giveBack = (tx: Tx, lease: LeaseRow) =>
  tx.deleteFrom('leases').where('leaseId', '=', lease.leaseId).execute();
