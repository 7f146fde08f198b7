import { InvariantError } from '../runtime/errors.ts';

/** What pages are stored as. */
export function pageMediaType(stored: string): 'image/jpeg' | 'image/png' {
  if (stored === 'image/jpeg' || stored === 'image/png') return stored;
  throw new InvariantError('bug.invariant');
}
