import type { PersonMatch, PersonOfPage } from '../../schemas/person-match.ts';

/** From here on somebody is likelier than not. */
const LIKELIER = 0.5;

/** Whose sheet it most probably is, whoever the number names; a program that writes one line a page asks no more. */
export function personOfPage({ outcome, named, others }: PersonMatch): PersonOfPage {
  const all = named === null ? [...others] : [named, ...others];
  const first = all.find(({ probability }) => probability >= LIKELIER);
  return {
    residentId: first?.residentId ?? null,
    probability: first?.probability ?? 0,
    evidence: first?.evidence ?? [],
    outcome,
    others: all.filter((each) => each !== first),
  };
}
