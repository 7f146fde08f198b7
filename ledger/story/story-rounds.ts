import type { StoryAnswer, StoryField, StoryRound } from '../../schemas/api/story.ts';
import type { FormField } from '../../schemas/form-template.ts';
import type { ClosedField } from '../../schemas/inoculation-record.ts';
import type { PageReading } from '../../schemas/reading.ts';
import type { Tx } from '../database.ts';
import type { StorySubject } from './subject.ts';

/** Field by field what was read, who answered what, and what came of it; values only where they may be told. */
export async function storyRounds(
  tx: Tx,
  subject: StorySubject,
  form: readonly FormField[],
): Promise<StoryRound[]> {
  const { rounds, withheld } = subject;
  const answers = await answersOf(tx, subject);
  const closed = await closedFields(tx, subject);
  const reading = withheld === null ? await newestReading(tx, subject) : null;
  return rounds.map(({ roundId, kind, state }) => ({
    roundId,
    kind,
    state,
    fields: fieldsOf(form, {
      answers: answers.filter((answer) => answer.roundId === roundId),
      closed: closed.get(roundId) ?? [],
      reading,
    }),
  }));
}

type Answered = StoryAnswer & Readonly<{ roundId: string; fieldId: string }>;

async function answersOf(tx: Tx, { sheet, withheld }: StorySubject): Promise<Answered[]> {
  const rows = await tx
    .selectFrom('keyings')
    .innerJoin('staffMembers', 'staffMembers.staffMemberId', 'keyings.staffMemberId')
    .select(['roundId', 'fieldId', 'purpose', 'displayName', 'keyedAt', 'shown', 'undoneAt'])
    .select(['answer', 'value'])
    .where('sheetId', '=', sheet.sheetId)
    .orderBy('sequence')
    .execute();
  return rows.map(({ roundId, fieldId, purpose, shown, answer, value, ...row }) => ({
    roundId,
    fieldId,
    purpose,
    by: row.displayName,
    at: row.keyedAt.toISOString(),
    unseen: !shown,
    undone: row.undoneAt !== null,
    given: withheld === null ? { answer, value } : null,
  }));
}

async function closedFields(
  tx: Tx,
  { sheet, withheld }: StorySubject,
): Promise<ReadonlyMap<string, readonly ClosedField[]>> {
  if (withheld !== null) return new Map();
  const rows = await tx
    .selectFrom('ledgerEntries as entry')
    .innerJoin('ledgerContents as content', 'content.entryId', 'entry.entryId')
    .select(['entry.roundId', 'content.content'])
    .where('entry.sheetId', '=', sheet.sheetId)
    .execute();
  return new Map(rows.map(({ roundId, content }) => [roundId, content.fields]));
}

async function newestReading(tx: Tx, { sheet }: StorySubject): Promise<PageReading | null> {
  const row = await tx
    .selectFrom('sheetReadings')
    .select('reading')
    .where('sheetId', '=', sheet.sheetId)
    .orderBy('readAt', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.reading ?? null;
}

type Told = Readonly<{
  answers: readonly Answered[];
  closed: readonly ClosedField[];
  reading: PageReading | null;
}>;

/** In the order of the paper; fields nobody has answered are left out. */
function fieldsOf(form: readonly FormField[], { answers, closed, reading }: Told): StoryField[] {
  return form.flatMap(({ id, labelJa, labelEn, type, options, unit }): StoryField[] => {
    const here = answers.filter(({ fieldId }) => fieldId === id);
    if (here.length === 0) return [];
    const read = reading?.fields[id];
    return [
      {
        fieldId: id,
        ...{ labelJa, labelEn, type },
        ...(options === undefined ? {} : { options }),
        ...(unit === undefined ? {} : { unit }),
        reading: read === undefined ? null : { value: read.value, state: read.state },
        answers: here.map(({ roundId: _round, fieldId: _field, ...answer }) => answer),
        closed: closed.find(({ fieldId }) => fieldId === id) ?? null,
      },
    ];
  });
}
