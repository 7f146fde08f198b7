import { plainName } from '../../rules/matching/fold-name.ts';
import type { TermVault } from '../../runtime/term-vault.ts';
import type { Tx } from '../database.ts';

/** What may have been looked for, or shown. */
export type TermKind = 'words' | 'birthDate' | 'residentId' | 'ticketNumber';
export const TERM_KINDS: readonly TermKind[] = ['words', 'birthDate', 'residentId', 'ticketNumber'];

/** Something of a person as the audit log may hold it: a keyed digest in the chain, the words themselves sealed beside it. */
export type AuditTerm = Readonly<{
  /** `residentId:…`, the same for the same words. */
  reference: string;
  seal(auditEventId: string): string;
}>;

/** Words are the same whichever width, variant of a character or spacing they were keyed in. */
export function concealTerm(
  vault: TermVault,
  municipalityId: string,
  kind: TermKind,
  words: string,
): AuditTerm {
  const reference = `${kind}:${vault.digest(`${municipalityId}|${kind}`, plainName(words))}`;
  return {
    reference,
    seal: (auditEventId) => vault.seal(placeOf(municipalityId, auditEventId, reference), words),
  };
}

const placeOf = (municipalityId: string, auditEventId: string, reference: string) =>
  `yoshin-audit-term-1|${municipalityId}|${auditEventId}|${reference}`;

/** In the transaction of the event they belong to. */
export async function insertTerms(
  tx: Tx,
  municipalityId: string,
  auditEventId: string,
  terms: readonly AuditTerm[],
): Promise<void> {
  const rows = new Map(
    terms.map(({ reference, seal }) => [
      reference,
      { municipalityId, auditEventId, reference, sealed: seal(auditEventId) },
    ]),
  );
  if (rows.size > 0)
    await tx
      .insertInto('auditTerms')
      .values([...rows.values()])
      .execute();
}

/** The words of an event, opened; those that were erased are not among them. */
export async function revealTerms(
  tx: Tx,
  vault: TermVault,
  municipalityId: string,
  auditEventId: string,
): Promise<Array<{ kind: TermKind; words: string | null }>> {
  const rows = await tx
    .selectFrom('auditTerms')
    .select(['reference', 'sealed'])
    .where('municipalityId', '=', municipalityId)
    .where('auditEventId', '=', auditEventId)
    .orderBy('reference')
    .execute();
  return rows.flatMap(({ reference, sealed }) => {
    const kind = TERM_KINDS.find((each) => reference.startsWith(`${each}:`));
    if (kind === undefined) return [];
    const words = vault.open(placeOf(municipalityId, auditEventId, reference), sealed);
    const same =
      words !== null && concealTerm(vault, municipalityId, kind, words).reference === reference;
    return [{ kind, words: same ? words : null }];
  });
}
