import { parseWrittenDate } from '../../rules/calendar.ts';
import type { ExportFilter } from '../../schemas/api/exports.ts';

/** As it is keyed; empty does not narrow. */
export type ExportDraft = Readonly<{
  profileId: string;
  from: string;
  to: string;
  batchId: string;
  institutionCode: string;
  programme: string;
}>;

export const EMPTY_DRAFT: ExportDraft = {
  ...{ profileId: '', from: '', to: '', batchId: '', institutionCode: '', programme: '' },
};

const orNull = (text: string): string | null => (text === '' ? null : text);
export const plainCode = (text: string): string => text.normalize('NFKC').trim();
export const isCode = (text: string): boolean => /^(\d{10})?$/.test(plainCode(text));

/** A day as people write it; `null` where none is keyed, `undefined` where it could be none or several. */
export function dayIn(text: string): string | null | undefined {
  if (text.trim() === '') return null;
  const read = parseWrittenDate(text);
  return read.kind === 'certain' ? read.date : undefined;
}

/** `null`: not to be sent as it is. */
export function filterOf(draft: ExportDraft): ExportFilter | null {
  const { batchId, institutionCode, programme } = draft;
  const from = dayIn(draft.from);
  const to = dayIn(draft.to);
  if (!isCode(institutionCode) || from === undefined || to === undefined) return null;
  return {
    from,
    to,
    batchId: orNull(batchId),
    institutionCode: orNull(plainCode(institutionCode)),
    programme: orNull(programme),
  };
}
