import { InvariantError, RejectedInputError } from '../../runtime/errors.ts';
import type { AuditStep } from '../../schemas/audit-vocabulary.ts';
import type { ReplyMarkEntry, ReplyMarkPart, ReplyMarkView } from '../../schemas/reply-mark.ts';
import { recordRefusal } from '../accounts/record-refusal.ts';
import { performAct } from '../act.ts';
import type { ActContext } from '../act-context.ts';
import type { AuditDetail } from '../audit.ts';
import { concealTerm } from '../auditing/terms.ts';
import { type Db, sqlState, type Tx } from '../database.ts';
import { findResident } from '../masters/lookup.ts';
import type { ReviewDeps } from '../review/round.ts';
import { findReplyMarks } from './find-reply-marks.ts';

const PAGE_SIZE = 50;

type Deps = Pick<ReviewDeps, 'db' | 'vault'>;

/** Who looked, and whose were shown, is in the audit log. */
export async function searchReplyMarks(
  { db, vault }: Deps,
  context: ActContext,
  query: { residentId: string | null; part: ReplyMarkPart | null; offset: number },
): Promise<{ items: ReplyMarkView[]; total: number }> {
  const { residentId, part, offset } = query;
  const { municipalityId } = context.actor;
  const whom =
    residentId === null ? null : concealTerm(vault, municipalityId, 'residentId', residentId);
  const target = {
    action: 'reply_mark.read',
    resourceKind: whom === null ? 'reply_marks' : 'resident',
    resourceId: whom?.reference ?? null,
    terms: whom === null ? [] : [whom],
    detailOf: ({ items, total }: { items: ReplyMarkView[]; total: number }): AuditDetail => ({
      ...{ step: 'search', part, offset, total },
      shown: items.map(({ markId }) => markId),
    }),
  } as const;
  return performAct(db, context, target, (tx) =>
    findReplyMarks(tx, askingOf(context), {
      ...(residentId === null ? {} : { residentId }),
      ...(part === null ? {} : { part }),
      ...{ offset, limit: PAGE_SIZE },
    }),
  );
}

/** Counts from now on, so that nobody is unprotected for want of a second person. Throws `input.invalid` with the fields. */
export async function askForReplyMark(
  { db, vault }: Deps,
  context: ActContext,
  entry: ReplyMarkEntry,
): Promise<ReplyMarkView> {
  const markId = context.newId();
  const { residentId, fromDay, toDay } = entry;
  const { municipalityId } = context.actor;
  const whom = concealTerm(vault, municipalityId, 'residentId', residentId);
  // The kind of reason stays out of the log: nobody can erase it there.
  const target = {
    action: 'reply_mark.manage',
    resourceKind: 'resident',
    resourceId: whom.reference,
    terms: [whom],
    detail: { step: 'ask', markId },
  } as const;
  return performAct(db, context, target, async (tx) => {
    const resident = await findResident(tx, municipalityId, residentId);
    const fields = [
      ...(resident === null ? ['residentId'] : []),
      ...(fromDay !== null && toDay !== null && fromDay > toDay ? ['toDay'] : []),
    ];
    if (fields.length > 0) throw new RejectedInputError('input.invalid', { fields });
    await tx
      .insertInto('replyMarks')
      .values({ markId, municipalityId, ...entry, ...asked(context), liftedAt: null })
      .execute();
    return viewOf(tx, context, markId);
  });
}

/** By a second natural person: the database refuses any other. Refused, it counts no more. */
export async function decideReplyMark(
  db: Db,
  context: ActContext,
  { markId, confirm }: { markId: string; confirm: boolean },
): Promise<ReplyMarkView> {
  return step(db, context, { markId, step: confirm ? 'confirm' : 'refuse' }, async (tx) => {
    const done = await tx
      .updateTable('replyMarks')
      .set(decided(context, confirm))
      .where('municipalityId', '=', context.actor.municipalityId)
      .where('markId', '=', markId)
      .where('decidedAt', 'is', null)
      .returning('markId')
      .executeTakeFirst();
    if (done === undefined) throw new RejectedInputError('reply_mark.wrong_state');
  });
}

/** Goes on counting until another person has confirmed that it ends. */
export async function askToLift(
  db: Db,
  context: ActContext,
  markId: string,
): Promise<ReplyMarkView> {
  return step(db, context, { markId, step: 'ask_to_lift' }, async (tx) => {
    const { municipalityId } = context.actor;
    const open = await tx
      .selectFrom('replyMarkLifts')
      .select('liftId')
      .where('municipalityId', '=', municipalityId)
      .where('markId', '=', markId)
      .where('decidedAt', 'is', null)
      .executeTakeFirst();
    if (open !== undefined) throw new RejectedInputError('reply_mark.wrong_state');
    const liftId = context.newId();
    await tx
      .insertInto('replyMarkLifts')
      .values({ liftId, municipalityId, markId, ...asked(context) })
      .execute();
  });
}

/** By another person than the one who asked to lift it. Refused, the mark stands as it did. */
export async function decideLift(
  db: Db,
  context: ActContext,
  { markId, confirm }: { markId: string; confirm: boolean },
): Promise<ReplyMarkView> {
  const named = confirm ? 'confirm_lift' : 'refuse_lift';
  return step(db, context, { markId, step: named }, async (tx) => {
    const done = await tx
      .updateTable('replyMarkLifts')
      .set(decided(context, confirm))
      .where('municipalityId', '=', context.actor.municipalityId)
      .where('markId', '=', markId)
      .where('decidedAt', 'is', null)
      .returning('liftId')
      .executeTakeFirst();
    if (done === undefined) throw new RejectedInputError('reply_mark.wrong_state');
  });
}

async function step(
  db: Db,
  context: ActContext,
  { markId, step: named }: { markId: string; step: AuditStep },
  run: (tx: Tx) => Promise<void>,
): Promise<ReplyMarkView> {
  const target = {
    action: 'reply_mark.manage',
    resourceKind: 'reply_mark',
    resourceId: markId,
    detail: { step: named },
  } as const;
  try {
    return await performAct(db, context, target, async (tx) => {
      const there = await tx
        .selectFrom('replyMarks')
        .select('markId')
        .where('municipalityId', '=', context.actor.municipalityId)
        .where('markId', '=', markId)
        .forUpdate()
        .executeTakeFirst();
      if (there === undefined) throw new RejectedInputError('resource.not_found');
      await run(tx);
      return viewOf(tx, context, markId);
    });
  } catch (error) {
    const refused = REFUSALS.find(([state]) => state === sqlState(error));
    if (refused === undefined) throw error;
    const [state, code] = refused;
    // What the database refused was rolled back with its audit event: the attempt is recorded apart.
    if (state === SAME_PERSON) await recordRefusal(db, context, target);
    throw new RejectedInputError(code, { cause: error });
  }
}

const SAME_PERSON = 'YL002';
const REFUSALS = [
  [SAME_PERSON, 'reply_mark.same_person'],
  ['YL004', 'reply_mark.wrong_state'],
] as const;

const asked = (context: ActContext) => {
  const { account, staffMember } = personOf(context);
  return {
    ...{ askedAccount: account, askedBy: staffMember, askedAt: context.now },
    ...{ decidedAccount: null, decidedBy: null, decidedAt: null, decision: null },
  };
};

const decided = (context: ActContext, confirm: boolean) => {
  const { account, staffMember } = personOf(context);
  return {
    ...{ decidedAccount: account, decidedBy: staffMember, decidedAt: context.now },
    decision: confirm ? ('confirmed' as const) : ('refused' as const),
  };
};

function personOf({ actor }: ActContext): { account: string; staffMember: string } {
  const { accountId, staffMemberId } = actor;
  // The program marks nobody and lifts nothing.
  if (accountId === null || staffMemberId === null) throw new InvariantError('bug.invariant');
  return { account: accountId, staffMember: staffMemberId };
}

const askingOf = ({ actor, now }: ActContext) => ({
  municipalityId: actor.municipalityId,
  staffMemberId: actor.staffMemberId,
  now,
});

async function viewOf(tx: Tx, context: ActContext, markId: string): Promise<ReplyMarkView> {
  const { items } = await findReplyMarks(tx, askingOf(context), { markId });
  const [view] = items;
  if (view === undefined) throw new InvariantError('bug.invariant');
  return view;
}
