import { parseWrittenDate } from '../../rules/calendar.ts';
import { ReplyMarkEntry } from '../../schemas/reply-mark.ts';

/** As keyed; every field is text. */
export type ReplyMarkField = keyof ReplyMarkEntry;
export type ReplyMarkDraft = Readonly<Record<ReplyMarkField, string>>;

export const FIELDS: readonly ReplyMarkField[] = ['residentId', 'reason', 'fromDay', 'toDay'];

export const EMPTY_DRAFT: ReplyMarkDraft = { residentId: '', reason: '', fromDay: '', toDay: '' };

/** What it asks for, or the fields that are missing or cannot be so. An empty day is none. */
export function entryOf(
  draft: ReplyMarkDraft,
): { entry: ReplyMarkEntry } | { wrong: ReplyMarkField[] } {
  const day = (written: string): string | null => {
    if (written.trim() === '') return null;
    const read = parseWrittenDate(written);
    return read.kind === 'certain' ? read.date : '';
  };
  const parsed = ReplyMarkEntry.safeParse({
    residentId: draft.residentId.normalize('NFKC').trim(),
    reason: draft.reason,
    fromDay: day(draft.fromDay),
    toDay: day(draft.toDay),
  });
  if (!parsed.success) {
    const named = new Set(parsed.error.issues.map(({ path }) => String(path[0])));
    return { wrong: FIELDS.filter((field) => named.has(field)) };
  }
  const { fromDay, toDay } = parsed.data;
  const backwards = fromDay !== null && toDay !== null && fromDay > toDay;
  return backwards ? { wrong: ['toDay'] } : { entry: parsed.data };
}
