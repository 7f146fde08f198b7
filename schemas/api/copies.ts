import { z } from 'zod';
import { CopyDifferenceKind, CopyDifferenceState, CopyRules } from '../copies.ts';
import { endpoint, Page } from './endpoint.ts';
import { ComparedCell, ExportProfileView } from './exports.ts';

const id = z.uuid();
const count = z.int().nonnegative();
const moment = z.iso.datetime();

/** A copy of a hundred thousand lines is some 60 MB. */
export const MAX_COPY_BYTES = 256 * 1024 * 1024;

/** One comparison; it tells of no person. */
export const ReconciliationView = z.strictObject({
  reconciliationId: id,
  reconciliationNumber: z.int().positive(),
  profile: ExportProfileView,
  fileHash: z.string(),
  byteSize: count,
  treeSize: count,
  rootHash: z.string().nullable(),
  entries: count,
  lines: count,
  same: count,
  onlyLedger: count,
  onlyCopy: count,
  differing: count,
  twice: count,
  /** Differences of the comparison before that are not there any more; `null` where there was none before. */
  gone: count.nullable(),
  /** Differences nobody has said anything of. */
  open: count,
  comparedBy: z.string(),
  comparedAt: moment,
  keepUntil: moment,
  closedBy: z.string().nullable(),
  closedAt: moment.nullable(),
  erasedAt: moment.nullable(),
});
export type ReconciliationView = z.infer<typeof ReconciliationView>;

/** Named by entry and column; what either says is asked for row by row. */
export const CopyDifferenceView = z.strictObject({
  differenceId: id,
  kind: CopyDifferenceKind,
  entryId: id.nullable(),
  entryNumber: count.nullable(),
  columns: z.array(z.string()),
  copyLine: z.int().positive().nullable(),
  /** Whether it was there in the comparison before, and what was said of it then. */
  before: CopyDifferenceState.nullable(),
  /** Of a comparison before, shown where it is gone. */
  isGone: z.boolean(),
  state: CopyDifferenceState,
  stateBy: z.string().nullable(),
  stateAt: moment.nullable(),
});
export type CopyDifferenceView = z.infer<typeof CopyDifferenceView>;

const params = z.strictObject({ reconciliationId: id });

/** 正本 and 副本 compared. Lists name entries and columns; values are shown row by row, each look in the audit log. */
export const copiesApi = {
  /** Newest first. `dueAt` is `null` while nothing was ever compared. */
  list: endpoint('GET', '/api/copies', 'copies.read', {
    query: z.strictObject({ offset: z.coerce.number().int().nonnegative().default(0) }),
    reply: Page(ReconciliationView).extend({
      profiles: z.array(ExportProfileView),
      rules: CopyRules,
      dueAt: moment.nullable(),
      isOverdue: z.boolean(),
    }),
  }),
  /** multipart/form-data with one `file`: `copies.unreadable`, `copies.other_columns`. */
  compare: endpoint('POST', '/api/copies', 'copies.manage', {
    query: z.strictObject({ profileId: z.string().regex(/^[a-z0-9-]{1,40}$/) }),
    reply: ReconciliationView,
  }),
  one: endpoint('GET', '/api/copies/:reconciliationId', 'copies.read', {
    params,
    reply: ReconciliationView,
  }),
  /** In the order of the ledger; `gone` lists those of the comparison before that are not there any more. */
  differences: endpoint('GET', '/api/copies/:reconciliationId/differences', 'copies.read', {
    params,
    query: z.strictObject({
      kind: CopyDifferenceKind.optional(),
      state: CopyDifferenceState.optional(),
      column: z.string().max(100).optional(),
      gone: z.enum(['yes']).optional(),
      offset: z.coerce.number().int().nonnegative().default(0),
    }),
    reply: Page(CopyDifferenceView).extend({ columns: z.array(z.string()) }),
  }),
  /** `copies.closed` once the comparison is. */
  setState: endpoint('POST', '/api/copies/:reconciliationId/states', 'copies.manage', {
    params,
    body: z.strictObject({
      differenceIds: z.array(id).min(1).max(200),
      state: CopyDifferenceState,
    }),
    reply: z.strictObject({ changed: count }),
  }),
  /** What both say of one difference: of an entry that differs only that. `copies.file_erased` once the file is. In the audit log with whose it is. */
  values: endpoint(
    'POST',
    '/api/copies/:reconciliationId/differences/:differenceId/values',
    'copies.manage',
    {
      params: params.extend({ differenceId: id }),
      reply: z.strictObject({
        cells: z.array(ComparedCell),
      }),
    },
  ),
  /** Erases the file's key; what was said of the differences stands from here on. */
  close: endpoint('POST', '/api/copies/:reconciliationId/closure', 'copies.manage', {
    params,
    reply: ReconciliationView,
  }),
  setRules: endpoint('PUT', '/api/copies/rules', 'copies.set_rules', {
    body: CopyRules,
    reply: CopyRules,
  }),
};
