import { z } from 'zod';

/**
 * The contract's reply schema with objects that drop what they do not declare. The contract's own refuse
 * it, which is right for the page; a server that holds a column too many must leave it out, not fail.
 */
export function strippedReply(schema: z.ZodType): z.ZodType {
  if (schema instanceof z.ZodObject) {
    const fields = Object.entries<z.ZodType>(schema.shape);
    return z.object(
      Object.fromEntries(fields.map(([name, field]) => [name, strippedReply(field)])),
    );
  }
  if (schema instanceof z.ZodArray) return z.array(strippedReply(inner(schema.element)));
  if (schema instanceof z.ZodNullable) return strippedReply(inner(schema.unwrap())).nullable();
  if (schema instanceof z.ZodOptional) return strippedReply(inner(schema.unwrap())).optional();
  if (schema instanceof z.ZodDiscriminatedUnion || schema instanceof z.ZodUnion) {
    return z.union(schema.options.map((option) => strippedReply(inner(option))));
  }
  return schema;
}

// Proof: every schema of the contract is made with zod's classic API, whose parts are ZodType.
const inner = (part: unknown) => part as z.ZodType;
