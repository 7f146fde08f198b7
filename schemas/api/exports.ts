import { z } from 'zod';
import { ExportItem } from '../export-profile.ts';
import { TypedText } from '../text.ts';
import { endpoint, Nothing, Page } from './endpoint.ts';

const id = z.uuid();
const count = z.int().nonnegative();
const moment = z.iso.datetime();
const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/**
 * `requested` waits for approval, `approved` to be written, `written` to be checked; `released` can be fetched until its
 * time is over. `failed`: the file did not read back as the ledger. `rejected`: who checked it found it otherwise.
 */
export const ExportState = z.enum([
  'requested',
  'approved',
  'refused',
  'withdrawn',
  'failed',
  'written',
  'rejected',
  'released',
  'erased',
]);
export type ExportState = z.infer<typeof ExportState>;

/** Which records; `null` does not narrow. `from` and `to` are days of the vaccination, both included. */
export const ExportFilter = z.strictObject({
  batchId: id.nullable(),
  institutionCode: z
    .string()
    .regex(/^\d{10}$/)
    .nullable(),
  from: z.iso.date().nullable(),
  to: z.iso.date().nullable(),
  programme: TypedText(60).nullable(),
});
export type ExportFilter = z.infer<typeof ExportFilter>;

/** Why an entry cannot stand in the file. */
export const ExportProblem = z.enum([
  'missing',
  'too_long',
  'not_digits',
  'no_code',
  'not_reversible',
  'not_in_encoding',
  'person_missing',
  'dose_missing',
  'dose_twice',
  'dose_beyond',
]);
export type ExportProblem = z.infer<typeof ExportProblem>;

export const EntryProblem = z.strictObject({
  entryId: id,
  entryNumber: count,
  column: z.string().nullable(),
  problem: ExportProblem,
  /** The characters that the encoding does not have. */
  characters: z.string().nullable(),
});
export type EntryProblem = z.infer<typeof EntryProblem>;

export const EntrySubstitution = z.strictObject({
  entryNumber: count,
  column: z.string(),
  character: z.string(),
  instead: z.string(),
  reason: z.string(),
});
export type EntrySubstitution = z.infer<typeof EntrySubstitution>;

/** What asking for it would give, at this moment of the ledger. Of problems and substitutions the first 200. */
export const ExportPreview = z.strictObject({
  treeSize: count,
  entries: count,
  rows: count,
  /** Without a day: a period leaves them out. */
  undated: count,
  problemEntries: count,
  problems: z.array(EntryProblem),
  /** Persons in it who are marked 自動応答不可. */
  markedPersons: count,
  substituted: count,
  substitutions: z.array(EntrySubstitution),
  needsApproval: z.boolean(),
});
export type ExportPreview = z.infer<typeof ExportPreview>;

export const ExportProfileView = z.strictObject({
  id: z.string(),
  titleJa: z.string(),
  titleEn: z.string(),
  version: count,
  notes: z.array(z.string()),
});
export type ExportProfileView = z.infer<typeof ExportProfileView>;

const Rules = z.strictObject({
  approvalFrom: z.int().min(1).max(1_000_000),
  keepDays: z.int().min(1).max(31),
});

export const ExportMedium = z.strictObject({
  exportMediaId: id,
  medium: z.string(),
  usedBy: z.string(),
  usedAt: moment,
  wipedHow: z.string().nullable(),
  wipedBy: z.string().nullable(),
  wipedAt: moment.nullable(),
});

/** One line of the list of outputs (出力簿). */
export const ExportView = z.strictObject({
  exportId: id,
  exportNumber: z.int().positive(),
  state: ExportState,
  purpose: z.string(),
  recipient: z.string(),
  profile: ExportProfileView,
  filter: ExportFilter,
  batchLabel: z.string().nullable(),
  leaveOut: z.boolean(),
  treeSize: count,
  rootHash: z.string(),
  entries: count,
  needsApproval: z.boolean(),
  requestedBy: z.string(),
  requestedAt: moment,
  decidedBy: z.string().nullable(),
  decidedAt: moment.nullable(),
  decisionReason: z.string().nullable(),
  writtenAt: moment.nullable(),
  rows: count.nullable(),
  writtenEntries: count.nullable(),
  leftOut: count.nullable(),
  /** Persons in it who are marked 自動応答不可: now, and of the written file when it was written. */
  markedPersons: count,
  substituted: count.nullable(),
  contentHash: Sha256.nullable(),
  byteSize: count.nullable(),
  checkedBy: z.string().nullable(),
  checkedAt: moment.nullable(),
  checkedLines: count.nullable(),
  checkReason: z.string().nullable(),
  expiresAt: moment.nullable(),
  archiveHash: Sha256.nullable(),
  archivedAt: moment.nullable(),
  downloads: count,
  downloadedAt: moment.nullable(),
  erasedBy: z.string().nullable(),
  erasedAt: moment.nullable(),
  eraseReason: z.string().nullable(),
  media: z.array(ExportMedium),
  /** The part whoever looks has had in it already. */
  part: z.enum(['none', 'requested', 'decided', 'checked']),
});
export type ExportView = z.infer<typeof ExportView>;

/** One thing that a file says, beside what the ledger has. */
export const ComparedCell = z.strictObject({
  column: z.string(),
  /** Which item of the record it is; `null`: none. */
  item: ExportItem.nullable(),
  file: z.string().nullable(),
  /** What the file's code stands for by the code list alone; `null` where it is no code. */
  means: z.string().nullable(),
  ledger: z.string().nullable(),
});
export type ComparedCell = z.infer<typeof ComparedCell>;

/** A line of the written file beside what the ledger has, as read from the file itself. */
export const SampledLine = z.strictObject({
  line: z.int().positive(),
  sheetIds: z.array(id),
  cells: z.array(ComparedCell),
});
export type SampledLine = z.infer<typeof SampledLine>;

const params = z.strictObject({ exportId: id });
const asked = {
  profileId: z.string().regex(/^[a-z0-9-]{1,40}$/),
  filter: ExportFilter,
};

export const exportsApi = {
  profiles: endpoint('GET', '/api/exports/profiles', 'export.request', {
    reply: z.strictObject({
      items: z.array(ExportProfileView),
      /** By which records can be narrowed. */
      programmes: z.array(
        z.strictObject({ id: z.string(), nameJa: z.string(), nameEn: z.string() }),
      ),
    }),
  }),
  /** The list of outputs, the newest first, a page at a time. */
  list: endpoint('GET', '/api/exports', 'export.read', {
    query: z.strictObject({ offset: z.coerce.number().int().nonnegative().default(0) }),
    reply: Page(ExportView).extend({ rules: Rules }),
  }),
  one: endpoint('GET', '/api/exports/:exportId', 'export.read', { params, reply: ExportView }),
  preview: endpoint('POST', '/api/exports/previews', 'export.request', {
    body: z.strictObject(asked),
    reply: ExportPreview,
  }),
  /**
   * `treeSize` is the preview's: what was seen is what is asked for. `export.empty`; `export.problems` where entries cannot
   * be written and are not to be left out.
   */
  request: endpoint('POST', '/api/exports', 'export.request', {
    body: z.strictObject({
      ...asked,
      treeSize: count,
      leaveOut: z.boolean(),
      purpose: TypedText(200),
      recipient: TypedText(200),
    }),
    reply: ExportView,
  }),
  /**
   * By another natural person than the one who asked: `export.same_person`. `markedSeen` is how many marked persons whoever
   * decides has taken note of: `export.marked_unseen` where there are not so many.
   */
  decide: endpoint('POST', '/api/exports/:exportId/decision', 'export.approve', {
    params,
    body: z.strictObject({ approve: z.boolean(), reason: TypedText(500), markedSeen: count }),
    reply: ExportView,
  }),
  /** Writes the file and reads it back; by who asked for it. `export.not_as_ledger`, `export.outdated`. */
  write: endpoint('POST', '/api/exports/:exportId/file', 'export.request', {
    params,
    reply: ExportView,
  }),
  /** Lines drawn by chance from the written file. The view is in the audit log. */
  sample: endpoint('GET', '/api/exports/:exportId/sample', 'export.check', {
    params,
    reply: z.strictObject({ contentHash: Sha256, lines: z.array(SampledLine) }),
  }),
  /** By somebody who had no part in it. All drawn lines, or the file is not released. */
  check: endpoint('POST', '/api/exports/:exportId/check', 'export.check', {
    params,
    body: z.strictObject({
      contentHash: Sha256,
      agreeing: z.array(z.int().positive()).max(100),
      agrees: z.boolean(),
      /** As with the decision. */
      markedSeen: count,
      reason: TypedText(500).nullable(),
    }),
    reply: ExportView,
  }),
  /** Makes the encrypted ZIP and says its password: this once. Made again, the one before is worth nothing. */
  archive: endpoint('POST', '/api/exports/:exportId/archive', 'export.request', {
    params,
    reply: z.strictObject({ password: z.string(), export: ExportView }),
  }),
  /** `application/zip`, AES-256. Not JSON. `export.expired` once its time is over. */
  download: endpoint('GET', '/api/exports/:exportId/archive.zip', 'export.request', {
    params,
    reply: Nothing,
  }),
  withdraw: endpoint('POST', '/api/exports/:exportId/withdrawal', 'export.request', {
    params,
    body: z.strictObject({ reason: TypedText(500) }),
    reply: ExportView,
  }),
  useMedium: endpoint('POST', '/api/exports/:exportId/media', 'export.request', {
    params,
    body: z.strictObject({ medium: TypedText(200) }),
    reply: ExportView,
  }),
  wipeMedium: endpoint(
    'POST',
    '/api/exports/:exportId/media/:exportMediaId/wiping',
    'export.request',
    {
      params: params.extend({ exportMediaId: id }),
      body: z.strictObject({ how: TypedText(200) }),
      reply: ExportView,
    },
  ),
  setRules: endpoint('PUT', '/api/exports/rules', 'export.set_rules', {
    body: Rules,
    reply: Rules,
  }),
};
