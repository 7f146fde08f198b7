import { z } from 'zod';
import { ResidentId } from '../masters.ts';
import { OverrideEntry, OverrideState, OverrideView } from '../override.ts';
import { TypedText } from '../text.ts';
import { endpoint, Page } from './endpoint.ts';

const params = z.strictObject({ overrideId: z.uuid() });

/** 長期療養特例 and 他市町村接種. Whose they are is personal: never in an address, and in the audit log. */
export const overridesApi = {
  /** Newest first, a page at a time; of one person where `residentId` is given, whatever became of them. */
  search: endpoint('POST', '/api/overrides/searches', 'override.read', {
    body: z.strictObject({
      residentId: ResidentId.nullable(),
      state: OverrideState.nullable(),
      offset: z.int().nonnegative().max(100_000_000),
    }),
    reply: Page(OverrideView),
  }),
  /** `input.invalid` names what cannot be so: a person, programme or vaccine that is not known, days the wrong way round. */
  enter: endpoint('POST', '/api/overrides', 'override.manage', {
    body: OverrideEntry,
    reply: OverrideView,
  }),
  /** By another natural person than whoever entered it, else `override.same_person`; once, else `override.wrong_state`. */
  confirm: endpoint('POST', '/api/overrides/:overrideId/confirmation', 'override.manage', {
    params,
    reply: OverrideView,
  }),
  /** From now on nothing follows from it. Records that rest on it stay as they are until they are corrected. */
  withdraw: endpoint('POST', '/api/overrides/:overrideId/withdrawal', 'override.manage', {
    params,
    body: z.strictObject({ reason: TypedText(500) }),
    reply: OverrideView,
  }),
};
