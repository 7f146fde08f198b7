import { z } from 'zod';
import { TypedText } from '../text.ts';
import { endpoint } from './endpoint.ts';

const id = z.uuid();
const count = z.int().nonnegative();
const Hash = z.string().regex(/^[0-9a-f]{64}$/);

export const AuditOutcome = z.enum(['done', 'refused']);

/** What is asked of the log; a part that is `null` narrows nothing. Days are those of Japan, both included. */
export const AuditWanted = z.strictObject({
  from: z.iso.date().nullable(),
  to: z.iso.date().nullable(),
  /** Who acted; `system`: the program or its operator at the command line, `anonymous`: nobody logged in. */
  who: z.union([id, z.enum(['system', 'anonymous'])]).nullable(),
  action: TypedText(60).nullable(),
  outcome: AuditOutcome.nullable(),
  resourceKind: TypedText(60).nullable(),
  /** The whole of it. */
  resourceId: TypedText(120).nullable(),
  /** A number, name or birth date: who looked for this, or was shown this person. */
  subject: TypedText(100).nullable(),
});
export type AuditWanted = z.infer<typeof AuditWanted>;

export const AuditEventView = z.strictObject({
  sequence: count,
  auditEventId: id,
  occurredAt: z.iso.datetime(),
  actorKind: z.enum(['account', 'system', 'anonymous']),
  /** Whose account it was, also of one that was refused. */
  name: z.string().nullable(),
  loginName: z.string().nullable(),
  action: z.string(),
  outcome: AuditOutcome,
  resourceKind: z.string(),
  resourceId: z.string().nullable(),
  detail: z.record(z.string(), z.unknown()),
  requestId: z.string().nullable(),
  /** Words of what was looked for can be opened. */
  hasTerms: z.boolean(),
});
export type AuditEventView = z.infer<typeof AuditEventView>;

/** Most that leave in one file. */
export const MOST_EXPORTED = 20_000;

/** That the log is read regularly. */
export const AuditReading = z.strictObject({
  everyDays: z.int().positive(),
  last: z
    .strictObject({ events: count, readAt: z.iso.datetime(), by: z.string(), note: z.string() })
    .nullable(),
  unread: count,
  /** By when the log is to be read next; `null` while there is nothing unread. */
  due: z.iso.date().nullable(),
  overdue: z.boolean(),
});

export const AuditOverview = z.strictObject({
  events: count,
  /** Hash of the newest event; `null` in an empty log. */
  headHash: Hash.nullable(),
  checkpoint: z
    .strictObject({
      number: count,
      events: count,
      signedAt: z.iso.datetime(),
      /** The signature is genuine, and the log still holds what was signed. */
      holds: z.boolean(),
    })
    .nullable(),
  reading: AuditReading,
  people: z.array(z.strictObject({ staffMemberId: id, name: z.string() })),
  actions: z.array(z.string()),
  resourceKinds: z.array(z.string()),
});
export type AuditOverview = z.infer<typeof AuditOverview>;

export const AuditVerification = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('verified'),
    events: count,
    checkpoints: count,
    uncovered: count,
    problems: z.array(z.strictObject({ table: z.string(), row: z.string(), problem: z.string() })),
  }),
  /** Takes longer than a page should wait: `yoshin audit verify` does it at the server. */
  z.strictObject({ kind: z.literal('too_long'), events: count }),
]);
export type AuditVerification = z.infer<typeof AuditVerification>;

/** The auditor's alone, and each of these is in the log itself, but for when it is to be read next. */
export const auditApi = {
  /** Asked for on every page of an auditor: tells of no event, and is none. */
  reading: endpoint('GET', '/api/audit/reading', 'audit.read', {
    reply: AuditReading.pick({ due: true, overdue: true }),
  }),
  overview: endpoint('GET', '/api/audit', 'audit.read', { reply: AuditOverview }),
  /**
   * Newest first, a page at a time. `until`: number of events when the search began (`null` at first), so that what is recorded
   * meanwhile, this search among it, moves nothing. `capped`: there are more than `total`.
   */
  search: endpoint('POST', '/api/audit/searches', 'audit.read', {
    body: AuditWanted.extend({
      until: count.nullable(),
      offset: count.max(10_000),
    }),
    reply: z.strictObject({
      items: z.array(AuditEventView),
      total: count,
      capped: z.boolean(),
      until: count,
    }),
  }),
  /** For a file: `MOST_EXPORTED` at most, the newest; `truncated` says that there are more. */
  export: endpoint('POST', '/api/audit/exports', 'audit.read', {
    body: AuditWanted,
    reply: z.strictObject({ items: z.array(AuditEventView), truncated: z.boolean() }),
  }),
  /** What was looked for and who was shown, in words; `null`: it does not open, or is not what the log has the digest of. */
  terms: endpoint('POST', '/api/audit/events/:auditEventId/terms', 'audit.read', {
    params: z.strictObject({ auditEventId: id }),
    reply: z.strictObject({
      terms: z.array(z.strictObject({ kind: z.string(), words: z.string().nullable() })),
    }),
  }),
  verify: endpoint('POST', '/api/audit/verifications', 'audit.read', {
    reply: AuditVerification,
  }),
  /** The auditor's word that the log was read up to here. `input.invalid` where it is not the log that was seen, or was read further before. */
  read: endpoint('POST', '/api/audit/readings', 'audit.read', {
    body: z.strictObject({ events: z.int().positive(), headHash: Hash, note: TypedText(500) }),
    reply: z.strictObject({ events: count }),
  }),
};
