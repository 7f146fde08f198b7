import type { Selectable } from 'kysely';
import { canonicalJson, sha256Hex } from '../canonical.ts';
import type { LedgerEntries } from '../tables/entry-tables.ts';
import type { Keyings, Signatures } from '../tables/review-tables.ts';
import { leafHash } from './merkle.ts';

type EntryRow = Omit<Selectable<LedgerEntries>, 'leafHash' | 'verifyPurpose' | 'approvePurpose'>;

/** Every column of an entry but the hash itself is in the leaf: no byte of a row can change unnoticed. */
export function leafHashOf(entry: EntryRow): Buffer {
  const { committedAt, ...rest } = entry;
  return leafHash(
    Buffer.from(
      canonicalJson({
        format: 'yoshin-ledger-leaf-1',
        ...rest,
        committedAt: committedAt.toISOString(),
      }),
    ),
  );
}

/** Binds what every person keyed, undone words too, to the entry: it is the evidence the values rest on. */
export function keyingsHashOf(keyings: ReadonlyArray<Selectable<Keyings>>): string {
  const ordered = [...keyings].sort((a, b) => a.sequence - b.sequence);
  return sha256Hex(
    canonicalJson(
      ordered.map((row) => ({
        ...row,
        keyedAt: row.keyedAt.toISOString(),
        undoneAt: row.undoneAt?.toISOString() ?? null,
      })),
    ),
  );
}

/** Binds the signature rows, whole, to the entry. */
export function signaturesHashOf(signatures: ReadonlyArray<Selectable<Signatures>>): string {
  const ordered = [...signatures].sort((a, b) => (a.signatureId < b.signatureId ? -1 : 1));
  return sha256Hex(
    canonicalJson(
      ordered.map(({ salt, ...row }) => ({
        ...row,
        // Signatures from before there was one.
        ...(salt === null ? {} : { salt }),
        signedAt: row.signedAt.toISOString(),
      })),
    ),
  );
}
