import { z } from 'zod';
import { ResidentId } from './masters.ts';
import { TypedText } from './text.ts';

const Reason = TypedText(200);

/** Whom people say a sheet is of, where the number on it does not say so. */
export const PersonWord = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('registered'),
    residentId: ResidentId,
    /** Why it is not whom the number names; `null` where the number names nobody. */
    reason: Reason.nullable(),
  }),
  /** 住登外, or a newcomer whom the register does not have yet. */
  z.strictObject({
    kind: z.literal('not_registered'),
    reason: Reason,
    /** Residents of that name and birth date of whom this person says that they are somebody else. */
    apartFrom: z.array(ResidentId).max(50),
  }),
]);
export type PersonWord = z.infer<typeof PersonWord>;

/** Whom an entry is of, where two people named the person; who they were and why. */
export const NamedPerson = z.strictObject({
  kind: z.enum(['registered', 'not_registered']),
  /** Staff members: two natural persons. */
  namedBy: z.uuid(),
  agreedBy: z.uuid(),
  reasons: z.array(z.string()),
});
export type NamedPerson = z.infer<typeof NamedPerson>;
