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

/** `null`: not to be sent as it is. */
export function filterOf(draft: ExportDraft): ExportFilter | null {
  const { from, to, batchId, institutionCode, programme } = draft;
  if (!isCode(institutionCode)) return null;
  return {
    from: orNull(from),
    to: orNull(to),
    batchId: orNull(batchId),
    institutionCode: orNull(plainCode(institutionCode)),
    programme: orNull(programme),
  };
}
