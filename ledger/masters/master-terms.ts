import type { TermVault } from '../../runtime/term-vault.ts';
import type { ShownMaster } from '../../schemas/api/masters.ts';
import { MASTERS, type Master, type MasterRow } from '../../schemas/master-kinds.ts';
import { type AuditTerm, concealTerm, type TermKind } from '../auditing/terms.ts';

/** By what a row of a person's master is known; rows of other masters are about nobody. */
const PERSONAL_KEY: Readonly<Partial<Record<ShownMaster, 'residentId' | 'ticketNumber'>>> = {
  residents: 'residentId',
  issuedTickets: 'ticketNumber',
};

type Hiding = Readonly<{ vault: TermVault; municipalityId: string }>;

/** What the audit log calls a row: its key, or the digest of a person's number. */
export function rowInLog(
  { vault, municipalityId }: Hiding,
  master: ShownMaster,
  key: readonly string[],
): Readonly<{ resourceId: string; terms: readonly AuditTerm[] }> {
  const kind = PERSONAL_KEY[master];
  const { key: names }: Master = MASTERS[master];
  const number = kind === undefined ? undefined : key[names.indexOf(kind)];
  if (kind === undefined || number === undefined) return { resourceId: key.join(' '), terms: [] };
  const term = concealTerm(vault, municipalityId, kind, number);
  return { resourceId: term.reference, terms: [term] };
}

/** What was keyed to find somebody; of other masters words are nobody's name. */
export function askedTerms(
  { vault, municipalityId }: Hiding,
  master: ShownMaster,
  { words, birthDate }: Readonly<{ words: string; birthDate: string | null }>,
): readonly AuditTerm[] {
  if (!isOfPersons(master)) return [];
  const given: ReadonlyArray<[TermKind, string]> = [
    ...(words.trim() === '' ? [] : [['words', words] as [TermKind, string]]),
    ...(birthDate === null ? [] : [['birthDate', birthDate] as [TermKind, string]]),
  ];
  return given.map(([kind, text]) => concealTerm(vault, municipalityId, kind, text));
}

/** Whom the rows are about. */
export const shownTerms = (
  { vault, municipalityId }: Hiding,
  master: ShownMaster,
  rows: readonly MasterRow[],
): readonly AuditTerm[] =>
  isOfPersons(master)
    ? rows.map(({ residentId }) =>
        concealTerm(vault, municipalityId, 'residentId', String(residentId)),
      )
    : [];

/** Masters of persons are not leafed through: somebody is looked for. */
export const isOfPersons = (master: ShownMaster): boolean => PERSONAL_KEY[master] !== undefined;
