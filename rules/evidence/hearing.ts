import type { MasterName } from '../../schemas/masters.ts';
import type { Candidate, FieldReading } from '../../schemas/reading.ts';

/** What a master says of one field. */
export type Hearing = Readonly<{
  /** Joined to the source of every candidate it speaks for. */
  master: MasterName;
  /** Could this stand on the paper if the master is right about the paper? */
  holds: (value: string) => boolean;
  /** The value it holds, where it is one. */
  says?: string;
  /**
   * The leak: how often a paper says something the master does not hold (another person's ticket, a mistake in the
   * register, a code or lot that is not listed). All of it is reckoned to the ink's own proposals.
   */
  leak: number;
  /**
   * Of the values the ink may mean that are no candidates: how many the master holds as well, once it holds one that
   * is. 0 where it holds this one only, 1 where it says nothing of them.
   */
  heldBeside: number;
}>;

/** What is odd is never believed more (`MOST_ODD` in `workers/stages/fuse.ts`): no master's word makes it certain. */
const LEAST_INK = 0.5;

/**
 * The reading after the master was heard. Candidates are weighed by Bayes' rule: one that the master holds counts
 * whole, any other by the leak. Nothing comes in that the ink did not propose, ink that is 1/leak times surer of
 * another value is not overruled, and what is accepted is what the ink by itself read first.
 */
export function heard(reading: FieldReading, hearing: Hearing, acceptFrom: number): FieldReading {
  const own = beliefs(reading);
  const isHeld = own.some(({ value }) => hearing.holds(value));
  if (own.length === 0 || !isHeld) return contradicted(reading, own, hearing.leak, acceptFrom);
  const [first, ...others] = posterior(own, hearing);
  if (first === undefined) return reading;
  const isOwn = first.value === reading.value;
  const confirmed = isOwn && hearing.holds(first.value);
  // A master that agrees makes nothing less sure.
  const probability = Math.max(first.probability, confirmed ? reading.probability : 0);
  const mayBe = reading.accepted || (confirmed && reading.probability > LEAST_INK);
  const accepted = isOwn && mayBe && probability >= acceptFrom;
  return {
    ...reading,
    value: first.value,
    state: accepted ? 'certain' : 'doubtful',
    accepted,
    probability,
    candidates: named([{ ...first, probability }, ...within(1 - probability, others)], hearing),
  };
}

/** Stays as read. Either the paper says what the master does not hold, or it was misread: less is believed of it. */
function contradicted(
  reading: FieldReading,
  own: readonly Candidate[],
  leak: number,
  acceptFrom: number,
): FieldReading {
  const { probability: before } = reading;
  if (own.length === 0 || before === 0) return reading;
  const probability = part(leak * before, leak * before + 1 - before);
  const accepted = reading.accepted && probability >= acceptFrom;
  return {
    ...reading,
    state: accepted ? 'certain' : 'doubtful',
    accepted,
    probability,
    candidates: own.map((each) => ({
      ...each,
      probability: (each.probability * probability) / before,
    })),
  };
}

/** What is left of a candidate's probability where the field as a whole could not be read. */
const UNREAD = 0.5;

/**
 * The candidates as parts of one. A doubt about the field as a whole is every candidate's; what raised the one that was
 * read (its check digit) lowers the others.
 */
export function beliefs({ value, probability, candidates }: FieldReading): Candidate[] {
  const own = candidates.find((candidate) => candidate.value === value)?.probability ?? 0;
  const doubt = value === null ? UNREAD : own === 0 ? 0 : Math.min(1, probability / own);
  if (doubt === 0) return [];
  const rest = probability > own && value !== null ? (1 - probability) / (1 - own) : doubt;
  const parts = candidates.map((each) => ({
    ...each,
    probability: each.value === value ? probability : rest * each.probability,
  }));
  const total = Math.max(1, sum(parts));
  return parts.map((each) => ({ ...each, probability: part(each.probability, total) }));
}

function posterior(own: readonly Candidate[], hearing: Hearing): Candidate[] {
  const { holds, leak, heldBeside } = hearing;
  const beside = leak + (1 - leak) * heldBeside;
  const weighed = own.map((each) => ({
    ...each,
    probability: each.probability * (holds(each.value) ? 1 : leak),
  }));
  const total = sum(weighed) + Math.max(0, 1 - sum(own)) * beside;
  return weighed
    .map((each) => ({ ...each, probability: part(each.probability, total) }))
    .sort((a, b) => b.probability - a.probability);
}

function within(room: number, others: readonly Candidate[]): Candidate[] {
  const share = Math.min(1, Math.max(0, room) / Math.max(sum(others), Number.MIN_VALUE));
  return others.map((each) => ({ ...each, probability: each.probability * share }));
}

function named(candidates: readonly Candidate[], { master, holds }: Hearing): Candidate[] {
  return candidates.map((each) =>
    holds(each.value) ? { ...each, source: `${each.source}+${master}` } : each,
  );
}

/** Rounding makes no part more than the whole. */
const part = (own: number, total: number): number => (total === 0 ? 0 : Math.min(1, own / total));

function sum(candidates: readonly Candidate[]): number {
  return candidates.reduce((total, { probability }) => total + probability, 0);
}
