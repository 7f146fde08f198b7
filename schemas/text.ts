import { z } from 'zod';

/** What a person types: at least one visible character, no control characters, not longer than it can be of use. */
export const TypedText = (maxLength: number) =>
  z
    .string()
    .max(maxLength)
    .refine((text) => text.trim() !== '' && text.isWellFormed() && !/[\p{Cc}--[\n\t]]/v.test(text));
