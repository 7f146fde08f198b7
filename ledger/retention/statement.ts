import { z } from 'zod';
import { isSignedBy, type Signer } from '../../runtime/signer.ts';
import { RetentionKind, RetentionRule } from '../../schemas/retention.ts';
import { canonicalJson } from '../canonical.ts';
import type { Tx } from '../database.ts';
import type { DisposalRow } from '../tables/retention-tables.ts';

/** What two people let go, by ids that say nothing of anybody. Residents are counted: their numbers go too. */
export const DisposalStatement = z.strictObject({
  kind: z.literal('yoshin.disposal.1'),
  municipalityId: z.string(),
  disposalId: z.uuid(),
  disposalNumber: z.int().positive(),
  asOf: z.iso.date(),
  rules: z.array(RetentionRule),
  reason: z.string(),
  requestedBy: z.uuid(),
  requestedAt: z.iso.datetime(),
  approvedBy: z.uuid(),
  approvedAt: z.iso.datetime(),
  sheets: z.array(z.uuid()),
  overrides: z.array(z.uuid()),
  counts: z.array(z.strictObject({ kind: RetentionKind, items: z.int(), quantity: z.int() })),
});
export type DisposalStatement = z.infer<typeof DisposalStatement>;

export type SignedStatement = Readonly<{ statement: string; keyId: string; signature: string }>;

export function signStatement(said: DisposalStatement, signer: Signer): SignedStatement {
  const statement = canonicalJson(said);
  const signature = signer.sign(Buffer.from(statement)).toString('base64');
  return { statement, keyId: signer.keyId, signature };
}

/** `null` where it is not what was signed, or of another disposal. */
export function genuineStatement(
  row: Pick<DisposalRow, 'municipalityId' | 'disposalId' | 'statement' | 'signature'>,
  publicKeyPem: string,
): DisposalStatement | null {
  if (row.statement === null || row.signature === null) return null;
  const signature = Buffer.from(row.signature, 'base64');
  const exact = signature.toString('base64') === row.signature;
  if (!exact || !isSignedBy(publicKeyPem, Buffer.from(row.statement), signature)) return null;
  const said = DisposalStatement.safeParse(JSON.parse(row.statement));
  if (!said.success) return null;
  const { municipalityId, disposalId } = said.data;
  const isOwn = municipalityId === row.municipalityId && disposalId === row.disposalId;
  return isOwn ? said.data : null;
}

/** Sheets that two people let go under the ledger's key, and disposals whose statement does not hold. */
export async function disposedSheets(
  tx: Tx,
  municipalityId: string,
  publicKeyPem: string,
): Promise<{ sheets: ReadonlySet<string>; forged: readonly string[] }> {
  const rows = await tx
    .selectFrom('disposals')
    .selectAll()
    .where('municipalityId', '=', municipalityId)
    .where('state', 'in', ['approved', 'done'])
    .orderBy('disposalNumber')
    .execute();
  const sheets = new Set<string>();
  const forged: string[] = [];
  for (const row of rows) {
    const said = genuineStatement(row, publicKeyPem);
    if (said === null) forged.push(row.disposalId);
    for (const sheetId of said?.sheets ?? []) sheets.add(sheetId);
  }
  return { sheets, forged };
}
