import { type Selectable, sql } from 'kysely';
import { z } from 'zod';
import { isSignedBy, type Signer } from '../../runtime/signer.ts';
import { newestEvent } from '../audit.ts';
import { canonicalJson } from '../canonical.ts';
import type { Db, Tx } from '../database.ts';
import type { AuditCheckpoints } from '../tables/account-tables.ts';

export type AuditCheckpoint = Selectable<AuditCheckpoints>;

const FORMAT = 'yoshin-audit-checkpoint-1';

/** One line of a file of checkpoints kept apart from the database: what was signed, and the signature. */
const KeptCheckpoint = z.strictObject({
  format: z.literal(FORMAT),
  municipalityId: z.string(),
  number: z.int().nonnegative(),
  events: z.int().positive(),
  headHash: z.string(),
  treeSize: z.int().nonnegative(),
  rootHash: z.string().nullable(),
  keyId: z.string(),
  signature: z.string(),
  signedAt: z.iso.datetime(),
});

const written = ({ signedAt, ...checkpoint }: AuditCheckpoint) => ({
  format: FORMAT,
  ...checkpoint,
  signedAt: signedAt.toISOString(),
});

/** The line that is kept elsewhere: in a file beside the data, on paper, with the auditor. Nothing personal is in it. */
export const checkpointLine = (checkpoint: AuditCheckpoint): string =>
  canonicalJson(written(checkpoint));

/** `null` where the line is no checkpoint. */
export function readCheckpointLine(line: string): AuditCheckpoint | null {
  try {
    const { format: _, signedAt, ...rest } = KeptCheckpoint.parse(JSON.parse(line));
    return { ...rest, signedAt: new Date(signedAt) };
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof z.ZodError) return null;
    throw error;
  }
}

/** The bytes an Ed25519 signature stands under. */
function signedBytes(checkpoint: Omit<AuditCheckpoint, 'signature'>): Buffer {
  const { signature: _, ...rest } = written({ ...checkpoint, signature: '' });
  return Buffer.from(canonicalJson(rest));
}

export function isGenuine(checkpoint: AuditCheckpoint, publicKeyPem: string): boolean {
  const signature = Buffer.from(checkpoint.signature, 'base64');
  const exact = signature.toString('base64') === checkpoint.signature;
  return exact && isSignedBy(publicKeyPem, signedBytes(checkpoint), signature);
}

export type CheckpointOutcome =
  | Readonly<{ kind: 'signed'; checkpoint: AuditCheckpoint; fits: boolean }>
  /** Nothing was recorded since the last one. */
  | Readonly<{ kind: 'nothing_new' }>
  /** The chain is shorter than the last checkpoint says. */
  | Readonly<{ kind: 'cut_off' }>;

/** Signs the chain as it is. `fits` is false where it no longer holds what the last checkpoint was signed for. */
export async function signAuditCheckpoint(
  db: Db,
  municipalityId: string,
  signer: Signer,
  now: Date,
): Promise<CheckpointOutcome> {
  return db.transaction().execute(async (tx) => {
    await sql`select pg_advisory_xact_lock(hashtext(${`yoshin.audit-checkpoint.${municipalityId}`}))`.execute(
      tx,
    );
    const last = await lastAuditCheckpoint(tx, municipalityId);
    const head = await newestEvent(tx, municipalityId);
    const events = head === undefined ? 0 : head.sequence + 1;
    if (events < (last?.events ?? 0)) return { kind: 'cut_off' };
    if (head === undefined || events === last?.events) return { kind: 'nothing_new' };
    const checkpoint = {
      municipalityId,
      number: last === undefined ? 0 : last.number + 1,
      events,
      headHash: head.eventHash,
      ...(await treeOf(tx, municipalityId)),
      keyId: signer.keyId,
      signedAt: now,
    };
    const signature = signer.sign(signedBytes(checkpoint)).toString('base64');
    const signed = { ...checkpoint, signature };
    await tx.insertInto('auditCheckpoints').values(signed).execute();
    return { kind: 'signed', checkpoint: signed, fits: await stillHolds(tx, last) };
  });
}

export const lastAuditCheckpoint = (
  tx: Db | Tx,
  municipalityId: string,
): Promise<AuditCheckpoint | undefined> =>
  tx
    .selectFrom('auditCheckpoints')
    .selectAll()
    .where('municipalityId', '=', municipalityId)
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst();

/** Binds the ledger to the audit chain: neither can be put back to an older state alone. */
async function treeOf(
  tx: Tx,
  municipalityId: string,
): Promise<Pick<AuditCheckpoint, 'treeSize' | 'rootHash'>> {
  const newest = await tx
    .selectFrom('ledgerCheckpoints')
    .select(['treeSize', 'rootHash'])
    .where('municipalityId', '=', municipalityId)
    .orderBy('treeSize', 'desc')
    .limit(1)
    .executeTakeFirst();
  return newest ?? { treeSize: 0, rootHash: null };
}

async function stillHolds(tx: Tx, last: AuditCheckpoint | undefined): Promise<boolean> {
  if (last === undefined) return true;
  const head = await tx
    .selectFrom('auditEvents')
    .select('eventHash')
    .where('municipalityId', '=', last.municipalityId)
    .where('sequence', '=', last.events - 1)
    .executeTakeFirst();
  return head?.eventHash === last.headHash;
}
