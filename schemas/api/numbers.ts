import { z } from 'zod';
import { endpoint, Nothing, Page } from './endpoint.ts';

const id = z.uuid();

/** A rectangle of a page image, whole pixels from its top-left corner. */
export const AreaPx = z.strictObject({
  left: z.int().nonnegative(),
  top: z.int().nonnegative(),
  width: z.int().positive(),
  height: z.int().positive(),
});
export type AreaPx = z.infer<typeof AreaPx>;

/** `confirmed`: it was a 個人番号 and is erased for good. `restored`: it was none, and the page is as it came. */
export const SuspicionState = z.enum(['waiting', 'confirmed', 'restored']);
export type SuspicionState = z.infer<typeof SuspicionState>;

/** Something on a page that may be a 個人番号: where it stands, never what. */
export const SuspicionView = z.strictObject({
  suspicionId: id,
  sheetId: id,
  batch: z.strictObject({ batchId: id, label: z.string() }),
  fileName: z.string(),
  pageNumber: z.int().positive(),
  areas: z.array(AreaPx).min(1),
  widthPx: z.int().positive(),
  heightPx: z.int().positive(),
  /** Of the page as it is shown: masked, unless it was restored. SHA-256, hex. */
  imageHash: z.string(),
  foundAt: z.iso.datetime(),
  /** Waits for longer than a number may lie here. */
  overdue: z.boolean(),
  state: SuspicionState,
  decidedAt: z.iso.datetime().nullable(),
  decidedBy: z.string().nullable(),
});
export type SuspicionView = z.infer<typeof SuspicionView>;

const suspicion = z.strictObject({ suspicionId: id });

export const numbersApi = {
  /** Those nobody has decided, the oldest first; or, `decided`, the others, the latest first; with the counts of all. */
  suspicions: endpoint('GET', '/api/number-suspicions', 'number.read', {
    query: z.strictObject({
      offset: z.coerce.number().int().nonnegative().max(100_000_000).default(0),
      decided: z.stringbool().default(false),
    }),
    reply: Page(SuspicionView).extend({
      waiting: z.int(),
      overdue: z.int(),
      confirmed: z.int(),
      restored: z.int(),
      /** After how many hours a wait is too long. */
      limitHours: z.int(),
      /** Files whose container is still kept because not all of its pages were looked through, too long already. */
      filesOverdue: z.int(),
    }),
  }),
  /** The page as it came, unmasked. Not JSON. Audited; refused as `number.decided` once somebody has decided. */
  page: endpoint('GET', '/api/number-suspicions/:suspicionId/page', 'number.decide', {
    params: suspicion,
    reply: Nothing,
  }),
  /** It is a 個人番号: the page as it came is erased for good, and goes on masked. Cannot be undone. */
  confirm: endpoint('POST', '/api/number-suspicions/:suspicionId/confirm', 'number.decide', {
    params: suspicion,
    reply: Nothing,
  }),
  /** It is none: the page goes on as it came. */
  restore: endpoint('POST', '/api/number-suspicions/:suspicionId/restore', 'number.decide', {
    params: suspicion,
    reply: Nothing,
  }),
};
