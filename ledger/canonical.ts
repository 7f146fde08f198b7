import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { InvariantError } from '../runtime/errors.ts';

/** RFC 8785 canonical JSON: the same content is the same bytes on every machine, for ever. */
export function canonicalJson(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new InvariantError('bug.invariant');
  return text;
}

export const sha256 = (...parts: ReadonlyArray<string | Uint8Array>): Buffer => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

export const sha256Hex = (...parts: ReadonlyArray<string | Uint8Array>): string =>
  sha256(...parts).toString('hex');
