import { randomBytes } from 'node:crypto';
import { InvariantError } from '../../runtime/errors.ts';
import type { LedgerContent } from '../../schemas/inoculation-record.ts';
import { canonicalJson, sha256Hex } from '../canonical.ts';

const SALT_BYTES = 32;

/** Fresh randomness for the salts; passed in, so that a test can repeat itself. */
export type Randomness = (bytes: number) => Buffer;
export const systemRandomness: Randomness = randomBytes;

/** The content taken apart into items that can be shown one by one: `record.lotNumber`, `fields.q01`, … */
export function itemsOf(content: LedgerContent): Record<string, unknown> {
  const items: Record<string, unknown> = {
    findings: content.findings,
    reason: content.reason,
    ...(content.overrides === undefined ? {} : { overrides: content.overrides }),
    'fields.order': content.fields.map((field) => field.fieldId),
  };
  // Entries from before people could name a person have no such item.
  if (content.person !== undefined) items['person'] = content.person;
  for (const [name, value] of Object.entries(content.record)) items[`record.${name}`] = value;
  for (const field of content.fields) items[`fields.${field.fieldId}`] = field;
  return items;
}

export function saltsFor(content: LedgerContent, randomness: Randomness): Record<string, string> {
  return Object.fromEntries(
    Object.keys(itemsOf(content)).map((name) => [name, randomness(SALT_BYTES).toString('hex')]),
  );
}

/** Hiding while the salt is secret, binding once it is shown. The item's name is inside the hash. */
export function commit(name: string, value: unknown, saltHex: string): string {
  return sha256Hex(Buffer.from(saltHex, 'hex'), canonicalJson({ name, value }));
}

export function commitmentsOf(
  content: LedgerContent,
  salts: Readonly<Record<string, string>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(itemsOf(content)).map(([name, value]) => {
      const salt = salts[name];
      // Without a salt the commitment would hide nothing: no entry is written that way.
      if (salt === undefined) throw new InvariantError('bug.invariant');
      return [name, commit(name, value, salt)];
    }),
  );
}
