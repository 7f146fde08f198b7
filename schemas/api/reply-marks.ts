import { z } from 'zod';
import { ResidentId } from '../masters.ts';
import { ReplyMarkEntry, ReplyMarkPart, ReplyMarkView } from '../reply-mark.ts';
import { endpoint, Page } from './endpoint.ts';

const params = z.strictObject({ markId: z.uuid() });
const decision = z.strictObject({ confirm: z.boolean() });

/** 自動応答不可. Whose they are is personal: never in an address, and in the audit log. */
export const replyMarksApi = {
  /** Newest first, a page at a time; of one person where `residentId` is given; all where `part` is `null`. */
  search: endpoint('POST', '/api/reply-marks/searches', 'reply_mark.read', {
    body: z.strictObject({
      residentId: ResidentId.nullable(),
      part: ReplyMarkPart.nullable(),
      offset: z.int().nonnegative().max(100_000_000),
    }),
    reply: Page(ReplyMarkView),
  }),
  /** Counts from here on. `input.invalid` names what cannot be so: a person who is not known, days the wrong way round. */
  ask: endpoint('POST', '/api/reply-marks', 'reply_mark.manage', {
    body: ReplyMarkEntry,
    reply: ReplyMarkView,
  }),
  /** By another natural person than whoever asked, else `reply_mark.same_person`; once, else `reply_mark.wrong_state`. */
  decide: endpoint('POST', '/api/reply-marks/:markId/decision', 'reply_mark.manage', {
    params,
    body: decision,
    reply: ReplyMarkView,
  }),
  /** Of a confirmed one; it counts until another person has confirmed this too. */
  askToLift: endpoint('POST', '/api/reply-marks/:markId/lifts', 'reply_mark.manage', {
    params,
    reply: ReplyMarkView,
  }),
  decideLift: endpoint('POST', '/api/reply-marks/:markId/lifts/decision', 'reply_mark.manage', {
    params,
    body: decision,
    reply: ReplyMarkView,
  }),
};
