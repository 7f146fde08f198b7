import { unknownVaccine } from '../../rules/vaccines/known.ts';
import { InvariantError, RejectedInputError } from '../../runtime/errors.ts';
import { shippedVaccines } from '../../runtime/shipped-vaccines.ts';
import type { OverrideEntry, OverrideState, OverrideView } from '../../schemas/override.ts';
import { recordRefusal } from '../accounts/record-refusal.ts';
import { performAct } from '../act.ts';
import type { ActContext } from '../act-context.ts';
import type { AuditDetail } from '../audit.ts';
import { concealTerm } from '../auditing/terms.ts';
import { type Db, sqlState, type Tx } from '../database.ts';
import { findResident } from '../masters/lookup.ts';
import type { ReviewDeps } from '../review/round.ts';
import { findOverrides, stateOf } from './find-overrides.ts';

const PAGE_SIZE = 50;

type Deps = Pick<ReviewDeps, 'db' | 'vault'>;

/** Who looked, and whose were shown, is in the audit log. */
export async function searchOverrides(
  { db, vault }: Deps,
  context: ActContext,
  query: { residentId: string | null; state: OverrideState | null; offset: number },
): Promise<{ items: OverrideView[]; total: number }> {
  const { residentId, state, offset } = query;
  const { municipalityId } = context.actor;
  const whom =
    residentId === null ? null : concealTerm(vault, municipalityId, 'residentId', residentId);
  const target = {
    action: 'override.read',
    resourceKind: whom === null ? 'overrides' : 'resident',
    resourceId: whom?.reference ?? null,
    terms: whom === null ? [] : [whom],
    detailOf: ({ items, total }: { items: OverrideView[]; total: number }): AuditDetail => ({
      ...{ step: 'search', state, offset, total },
      shown: items.map(({ overrideId }) => overrideId),
    }),
  } as const;
  return performAct(db, context, target, (tx) =>
    findOverrides(tx, context.actor, {
      ...(residentId === null ? {} : { residentId }),
      ...(state === null ? {} : { state }),
      ...{ offset, limit: PAGE_SIZE },
    }),
  );
}

/** Entered; nothing follows from it before another person has confirmed it. Throws `input.invalid` with the fields. */
export async function enterOverride(
  { db, vault }: Deps,
  context: ActContext,
  entry: OverrideEntry,
): Promise<OverrideView> {
  const overrideId = context.newId();
  const { residentId, kind, programme, vaccine } = entry;
  const { municipalityId } = context.actor;
  const whom = concealTerm(vault, municipalityId, 'residentId', residentId);
  const detail: AuditDetail = { step: 'enter', overrideId, kind, programme, vaccine };
  const target = {
    action: 'override.manage',
    resourceKind: 'resident',
    resourceId: whom.reference,
    terms: [whom],
    detail,
  } as const;
  return performAct(db, context, target, async (tx) => {
    const fields = await unfit(tx, municipalityId, entry);
    if (fields.length > 0) throw new RejectedInputError('input.invalid', { fields });
    const { account: enteredAccount, staffMember: enteredBy } = personOf(context);
    await tx
      .insertInto('doseOverrides')
      .values({
        ...{ overrideId, municipalityId, ...entry },
        reason: entry.reason.trim(),
        document: entry.document.trim(),
        ...{ enteredAccount, enteredBy, enteredAt: context.now },
        ...{ confirmedAccount: null, confirmedBy: null, confirmedAt: null },
        ...{ withdrawnAccount: null, withdrawnBy: null, withdrawnAt: null, withdrawnReason: null },
      })
      .execute();
    return viewOf(tx, context, overrideId);
  });
}

async function unfit(tx: Tx, municipalityId: string, entry: OverrideEntry): Promise<string[]> {
  const { residentId, fromDay, toDay } = entry;
  const unknown = unknownVaccine(await shippedVaccines(), entry);
  const resident = await findResident(tx, municipalityId, residentId);
  return [
    ...(resident === null ? ['residentId'] : []),
    ...(unknown === null ? [] : [unknown]),
    ...(fromDay > toDay ? ['toDay'] : []),
  ];
}

/** By a second natural person: the database refuses any other. */
export async function confirmOverride(
  db: Db,
  context: ActContext,
  overrideId: string,
): Promise<OverrideView> {
  return change(db, context, overrideId, 'confirm', () => {
    const { account, staffMember } = personOf(context);
    return { confirmedAccount: account, confirmedBy: staffMember, confirmedAt: context.now };
  });
}

/** Makes the checks stricter and no record otherwise: one person may do it, with a reason. */
export async function withdrawOverride(
  db: Db,
  context: ActContext,
  { overrideId, reason }: { overrideId: string; reason: string },
): Promise<OverrideView> {
  return change(db, context, overrideId, 'withdraw', () => {
    const { account, staffMember } = personOf(context);
    return {
      ...{ withdrawnAccount: account, withdrawnBy: staffMember, withdrawnAt: context.now },
      withdrawnReason: reason.trim(),
    };
  });
}

async function change(
  db: Db,
  context: ActContext,
  overrideId: string,
  step: 'confirm' | 'withdraw',
  patch: () => object,
): Promise<OverrideView> {
  const { municipalityId } = context.actor;
  const target = {
    action: 'override.manage',
    resourceKind: 'override',
    resourceId: overrideId,
    detail: { step },
  } as const;
  try {
    return await performAct(db, context, target, async (tx) => {
      const there = await tx
        .selectFrom('doseOverrides')
        .select(['confirmedAt', 'withdrawnAt'])
        .where('municipalityId', '=', municipalityId)
        .where('overrideId', '=', overrideId)
        .forUpdate()
        .executeTakeFirst();
      if (there === undefined) throw new RejectedInputError('resource.not_found');
      const state = stateOf(there);
      const isPast = state === 'withdrawn' || (step === 'confirm' && state === 'confirmed');
      if (isPast) throw new RejectedInputError('override.wrong_state');
      await tx
        .updateTable('doseOverrides')
        .set(patch())
        .where('overrideId', '=', overrideId)
        .execute();
      return viewOf(tx, context, overrideId);
    });
  } catch (error) {
    if (sqlState(error) !== SAME_PERSON) throw error;
    // What the database refused was rolled back with its audit event: the attempt is recorded apart.
    await recordRefusal(db, context, target);
    throw new RejectedInputError('override.same_person', { cause: error });
  }
}

const SAME_PERSON = 'YL002';

function personOf({ actor }: ActContext): { account: string; staffMember: string } {
  const { accountId, staffMemberId } = actor;
  // The program enters nothing and confirms nothing.
  if (accountId === null || staffMemberId === null) throw new InvariantError('bug.invariant');
  return { account: accountId, staffMember: staffMemberId };
}

async function viewOf(tx: Tx, context: ActContext, overrideId: string): Promise<OverrideView> {
  const { items } = await findOverrides(tx, context.actor, { overrideId });
  const [view] = items;
  if (view === undefined) throw new InvariantError('bug.invariant');
  return view;
}
