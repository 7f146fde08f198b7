import { parseWrittenDate } from '../../rules/calendar.ts';
import { OverrideKind } from '../../schemas/finding.ts';
import { ALL } from '../../schemas/masters.ts';
import { OverrideEntry } from '../../schemas/override.ts';

/** As keyed; every field is text. */
export type OverrideDraft = Readonly<Record<keyof OverrideEntry, string>>;
export type OverrideField = keyof OverrideEntry;

/** Nothing is chosen beforehand but what the place says: whom, and of which form. */
export const emptyDraft = (residentId: string | null, programme: string | null): OverrideDraft => ({
  residentId: residentId ?? '',
  kind: '',
  programme: programme ?? '',
  vaccine: ALL,
  fromDay: '',
  toDay: '',
  reason: '',
  document: '',
});

/** The entry it makes, or the fields that are missing or cannot be so. */
export function entryOf(
  draft: OverrideDraft,
): { entry: OverrideEntry } | { wrong: OverrideField[] } {
  const day = (written: string): string => {
    const read = parseWrittenDate(written);
    return read.kind === 'certain' ? read.date : '';
  };
  const kind = OverrideKind.safeParse(draft.kind);
  const parsed = OverrideEntry.safeParse({
    ...draft,
    residentId: draft.residentId.normalize('NFKC').trim(),
    kind: kind.success ? kind.data : null,
    fromDay: day(draft.fromDay),
    toDay: day(draft.toDay),
    reason: draft.reason.trim(),
    document: draft.document.trim(),
  });
  if (!parsed.success) {
    const named = new Set(parsed.error.issues.map(({ path }) => String(path[0])));
    return { wrong: FIELDS.filter((field) => named.has(field)) };
  }
  return parsed.data.fromDay > parsed.data.toDay ? { wrong: ['toDay'] } : { entry: parsed.data };
}

const FIELDS: readonly OverrideField[] = [
  'residentId',
  'kind',
  'programme',
  'vaccine',
  'fromDay',
  'toDay',
  'reason',
  'document',
];
