import type { RecordChange } from '../../schemas/api/story.ts';
import type { InoculationRecord } from '../../schemas/inoculation-record.ts';
import { RECORD_ITEMS } from '../../schemas/inoculation-record.ts';
import { Purpose } from '../../schemas/sheet-state.ts';
import type { Tx } from '../database.ts';
import type { Happened, StorySubject } from './subject.ts';

/** What people did with the sheet: took it, answered, signed, sent it back, committed, amended. */
export async function reviewHappenings(tx: Tx, subject: StorySubject): Promise<Happened[]> {
  return [
    ...opened(subject),
    ...(await taken(tx, subject)),
    ...(await answered(tx, subject)),
    ...(await steps(tx, subject)),
    ...(await committed(tx, subject)),
  ];
}

const opened = ({ rounds }: StorySubject): Happened[] =>
  rounds
    .filter(({ kind }) => kind !== 'initial')
    .map(({ kind: roundKind, reason, openedAt, openedBy }) => ({
      at: openedAt,
      accountId: openedBy,
      what: { kind: 'opened', roundKind, reason },
    }));

/** A lease leaves no row behind; the audit log knows every claim. Taking again what one holds is one taking. */
async function taken(tx: Tx, { sheet }: StorySubject): Promise<Happened[]> {
  const rows = await tx
    .selectFrom('auditEvents')
    .select(['occurredAt', 'accountId', 'action', 'detail'])
    .where('municipalityId', '=', sheet.municipalityId)
    .where('resourceKind', '=', 'sheet')
    .where('resourceId', '=', sheet.sheetId)
    .where('outcome', '=', 'done')
    .where('action', 'like', 'review.%')
    .orderBy('sequence')
    .execute();
  const happened: Happened[] = [];
  let holder = '';
  for (const { occurredAt, accountId, action, detail } of rows) {
    const purpose = Purpose.safeParse(action.replace('review.', ''));
    if (!purpose.success) continue;
    const taker = `${accountId} ${action}`;
    if (detail['step'] === 'claim' && taker !== holder) {
      holder = taker;
      happened.push({ at: occurredAt, accountId, what: { kind: 'taken', purpose: purpose.data } });
    }
    // Signed or sent away: the next taking is another one.
    if (ENDS_A_TAKING.includes(String(detail['step']))) holder = '';
  }
  return happened;
}

const ENDS_A_TAKING = ['sign', 'return', 'rescan_requested', 'rejected', 'illegible', 'duplicate'];

async function answered(tx: Tx, { sheet }: StorySubject): Promise<Happened[]> {
  const rows = await tx
    .selectFrom('keyings')
    .select(['roundId', 'pass', 'purpose', 'accountId', 'fieldId', 'shown', 'undoneAt', 'keyedAt'])
    .where('sheetId', '=', sheet.sheetId)
    .orderBy('sequence')
    .execute();
  const groups = Map.groupBy(
    rows,
    ({ roundId, pass, purpose, accountId }) => `${roundId} ${pass} ${purpose} ${accountId}`,
  );
  return [...groups.values()].flatMap((group): Happened[] => {
    const last = group.at(-1);
    if (last === undefined) return [];
    const standing = group.filter(({ undoneAt }) => undoneAt === null);
    const fieldsOf = (some: typeof group) => new Set(some.map(({ fieldId }) => fieldId)).size;
    const what = {
      kind: 'answered',
      purpose: last.purpose,
      fields: fieldsOf(standing),
      unseen: fieldsOf(standing.filter(({ shown }) => !shown)),
      undone: group.length - standing.length,
    } as const;
    return [{ at: last.keyedAt, accountId: last.accountId, what }];
  });
}

async function steps(
  tx: Tx,
  { sheet, rounds, withheld, tellsWithdrawal }: StorySubject,
): Promise<Happened[]> {
  const rows = await tx
    .selectFrom('reviewSteps')
    .select(['roundId', 'step', 'outcome', 'words', 'accountId', 'occurredAt'])
    .where('sheetId', '=', sheet.sheetId)
    .orderBy('reviewStepId')
    .execute();
  return rows.map(({ roundId, step, outcome, words, accountId, occurredAt }) => {
    const told = step === 'withdrawn' ? tellsWithdrawal : withheld === null;
    const round = rounds.find((one) => one.roundId === roundId);
    return {
      at: occurredAt,
      accountId,
      what: {
        kind: 'step',
        step,
        roundKind: round?.kind ?? 'initial',
        outcome,
        words: told ? words : null,
        wordsWithheld: words !== null && !told,
      },
    };
  });
}

async function committed(tx: Tx, { sheet, withheld }: StorySubject): Promise<Happened[]> {
  const rows = await tx
    .selectFrom('ledgerEntries as entry')
    .innerJoin('signatures as signature', 'signature.signatureId', 'entry.approveSignatureId')
    .innerJoin('ledgerContents as content', 'content.entryId', 'entry.entryId')
    .leftJoin('ledgerContents as before', 'before.entryId', 'entry.supersedes')
    .select(['entry.entryId', 'entry.leafIndex', 'entry.kind', 'entry.committedAt'])
    .select(['signature.accountId', 'content.content', 'before.content as before'])
    .where('entry.sheetId', '=', sheet.sheetId)
    .orderBy('entry.leafIndex')
    .execute();
  return rows.map(({ entryId, leafIndex, kind: entryKind, ...row }) => {
    const tells = withheld === null && row.before !== null && entryKind !== 'voided';
    const changes = tells ? changesOf(row.before?.record, row.content.record) : [];
    return {
      at: row.committedAt,
      accountId: row.accountId,
      what: { kind: 'committed', entryId, leafIndex, entryKind, changes },
    };
  });
}

const written = (value: InoculationRecord[keyof InoculationRecord] | undefined): string | null =>
  value === null || value === undefined ? null : String(value);

function changesOf(
  before: InoculationRecord | undefined,
  after: InoculationRecord,
): RecordChange[] {
  return RECORD_ITEMS.map((item) => ({
    item,
    before: written(before?.[item]),
    after: written(after[item]),
  })).filter((change) => change.before !== change.after);
}
