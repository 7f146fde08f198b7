import { z } from 'zod';
import { RetentionBasis, RetentionKind, RetentionRule } from '../retention.ts';
import { TypedText } from '../text.ts';
import { endpoint, Nothing, Page } from './endpoint.ts';

const id = z.uuid();
const count = z.int().nonnegative();
const moment = z.iso.datetime();
const day = z.iso.date();

const RuleInForce = RetentionRule.extend({
  /** `null`: nobody has set one, and the one every installation begins with holds. */
  grounds: z.string().nullable(),
  setAt: moment.nullable(),
});

/** `requested` waits for a second person; `approved` is being carried out; `done` has its record. */
export const DisposalState = z.enum(['requested', 'approved', 'refused', 'withdrawn', 'done']);
export type DisposalState = z.infer<typeof DisposalState>;

const KindCount = z.strictObject({
  kind: RetentionKind,
  /** Sheets, residents, overrides; of histories and search words one. */
  items: count,
  /** Rows behind them: doses of a resident, changes, words. */
  quantity: count,
  oldest: day.nullable(),
});

export const RetentionPreview = z.strictObject({
  asOf: day,
  kinds: z.array(KindCount.extend({ basis: RetentionBasis, years: z.int().nullable() })),
  /** Records of which nobody can say from when they count. */
  undetermined: count,
});
export type RetentionPreview = z.infer<typeof RetentionPreview>;

export const DisposalItem = z.strictObject({
  kind: RetentionKind,
  itemId: z.string(),
  dueOn: day,
  quantity: z.int().positive(),
  leftOut: z.string().nullable(),
  outcome: z.enum(['waiting', 'left_out', 'erased', 'spared']),
  /** Of sheets: which of the ledger, and the day of vaccination; gone with what they were read from. */
  entryNumber: count.nullable(),
  vaccinationDate: day.nullable(),
});
export type DisposalItem = z.infer<typeof DisposalItem>;

const DisposalCount = KindCount.extend({ leftOut: count, erased: count, spared: count });

export const DisposalView = z.strictObject({
  disposalId: id,
  disposalNumber: z.int().positive(),
  state: DisposalState,
  asOf: day,
  rules: z.array(RetentionRule),
  reason: z.string(),
  requestedBy: z.string(),
  requestedAt: moment,
  decidedBy: z.string().nullable(),
  decidedAt: moment.nullable(),
  decisionReason: z.string().nullable(),
  finishedAt: moment.nullable(),
  /** Of the signed statement; `null` until it was approved. */
  statementHash: z.string().nullable(),
  signature: z.enum(['good', 'bad', 'other_key']).nullable(),
  counts: z.array(DisposalCount),
  /** Whoever looks asked for it, and so cannot decide on it. */
  isOwn: z.boolean(),
});
export type DisposalView = z.infer<typeof DisposalView>;

const params = z.strictObject({ disposalId: id });
const LeftOut = z.strictObject({ kind: RetentionKind, itemId: z.string(), reason: TypedText(200) });

export const retentionApi = {
  rules: endpoint('GET', '/api/retention/rules', 'retention.read', {
    reply: z.strictObject({ items: z.array(RuleInForce) }),
  }),
  setRule: endpoint('POST', '/api/retention/rules', 'retention.set_rules', {
    body: RetentionRule.extend({ grounds: TypedText(200) }),
    reply: z.strictObject({ items: z.array(RuleInForce) }),
  }),
  /** What is over today, and changes nothing. */
  preview: endpoint('GET', '/api/retention/preview', 'retention.read', { reply: RetentionPreview }),
  list: endpoint('GET', '/api/disposals', 'retention.read', {
    query: z.strictObject({ offset: z.coerce.number().int().nonnegative().default(0) }),
    reply: Page(DisposalView),
  }),
  one: endpoint('GET', '/api/disposals/:disposalId', 'retention.read', {
    params,
    reply: DisposalView,
  }),
  items: endpoint('GET', '/api/disposals/:disposalId/items', 'retention.read', {
    params,
    query: z.strictObject({
      kind: RetentionKind,
      offset: z.coerce.number().int().nonnegative().default(0),
    }),
    reply: Page(DisposalItem),
  }),
  /** What the same question would list now, before anything is asked for: the first 200 of a kind. */
  due: endpoint('GET', '/api/retention/due', 'retention.propose', {
    query: z.strictObject({ kind: RetentionKind }),
    reply: z.strictObject({ items: z.array(DisposalItem) }),
  }),
  /** `retention.nothing_due`; `retention.changed` where other things are over than were seen; `retention.under_way`. */
  request: endpoint('POST', '/api/disposals', 'retention.propose', {
    body: z.strictObject({
      asOf: day,
      kinds: z.array(z.strictObject({ kind: RetentionKind, items: count })).min(1),
      leftOut: z.array(LeftOut).max(1000),
      reason: TypedText(500),
    }),
    reply: DisposalView,
  }),
  /** By another natural person: `retention.same_person`. What is approved begins at once and cannot be brought back. */
  decide: endpoint('POST', '/api/disposals/:disposalId/decision', 'retention.approve', {
    params,
    body: z.strictObject({ approve: z.boolean(), reason: TypedText(500) }),
    reply: DisposalView,
  }),
  withdraw: endpoint('POST', '/api/disposals/:disposalId/withdrawal', 'retention.propose', {
    params,
    body: z.strictObject({}),
    reply: DisposalView,
  }),
  /** 廃棄記録, A4. Not JSON. */
  record: endpoint('GET', '/api/disposals/:disposalId/record.pdf', 'retention.read', {
    params,
    reply: Nothing,
  }),
};
