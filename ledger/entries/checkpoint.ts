import type { Selectable } from 'kysely';
import { InvariantError } from '../../runtime/errors.ts';
import type { Signer } from '../../runtime/signer.ts';
import { canonicalJson } from '../canonical.ts';
import type { Tx } from '../database.ts';
import type { LedgerCheckpoints } from '../tables/entry-tables.ts';
import { appendLeaf, rootOf } from './merkle.ts';

type Signed = Pick<
  Selectable<LedgerCheckpoints>,
  'municipalityId' | 'treeSize' | 'rootHash' | 'keyId' | 'signedAt'
>;

/** The bytes an Ed25519 signature stands under; can be published as they are. */
export function checkpointBytes(checkpoint: Signed): Buffer {
  const { municipalityId, treeSize, rootHash, keyId, signedAt } = checkpoint;
  return Buffer.from(
    canonicalJson({
      format: 'yoshin-ledger-checkpoint-1',
      municipalityId,
      treeSize,
      rootHash,
      keyId,
      signedAt: signedAt.toISOString(),
    }),
  );
}

/** Signs the tree as it is with the new leaf. The caller holds the municipality's ledger lock. */
export async function appendCheckpoint(
  tx: Tx,
  leaf: { municipalityId: string; leafIndex: number; leafHash: Buffer; signedAt: Date },
  signer: Signer,
): Promise<void> {
  const { municipalityId, leafIndex, signedAt } = leaf;
  const last = await tx
    .selectFrom('ledgerCheckpoints')
    .select(['treeSize', 'frontier'])
    .where('municipalityId', '=', municipalityId)
    .orderBy('treeSize', 'desc')
    .limit(1)
    .executeTakeFirst();
  if ((last?.treeSize ?? 0) !== leafIndex) throw new InvariantError('bug.invariant');
  const before = (last?.frontier ?? []).map((hash) => Buffer.from(hash, 'hex'));
  const frontier = appendLeaf(before, leafIndex, leaf.leafHash);
  const checkpoint = {
    municipalityId,
    treeSize: leafIndex + 1,
    rootHash: rootOf(frontier).toString('hex'),
    keyId: signer.keyId,
    signedAt,
  };
  await tx
    .insertInto('ledgerCheckpoints')
    .values({
      ...checkpoint,
      frontier: JSON.stringify(frontier.map((hash) => hash.toString('hex'))),
      signature: signer.sign(checkpointBytes(checkpoint)).toString('base64'),
    })
    .execute();
}
