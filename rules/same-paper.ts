import type { InkComparison } from '../schemas/ink-comparison.ts';
import type { FieldReading } from '../schemas/reading.ts';
import type { SheetState } from '../schemas/sheet-state.ts';
import { isValidMunicipalityCode } from './check-digits.ts';

/**
 * What two scans with one ticket have to do with each other. `same`: one paper, scanned twice. `changed`: one
 * paper on which something was written between the scans, or read differently. `different`: two papers.
 */
export type Likeness = 'same' | 'changed' | 'different' | 'unknown';

/** Between two scans of one paper 0.06 mm² were missing at most; a small tick is 0.5. Measured: ADR 0012. */
const SAME_WITHIN_MM2 = 0.3;
/** With less written than this, two blank copies of one form are as alike as one paper. */
const LEAST_INK_MM2 = 60;
/** One scan holds everything the other does: nothing was taken away, something was added. */
const HELD_SHARE = 0.005;

/** `ink`: `null` where the images could not be compared. `contradicting`: fields both read with certainty, and differently. */
export function likenessOf(
  ink: InkComparison | null,
  contradicting: readonly string[] = [],
): Likeness {
  if (ink === null || Math.min(...ink.inkMm2) < LEAST_INK_MM2) return 'unknown';
  if (ink.worstTileMm2 <= SAME_WITHIN_MM2) return contradicting.length === 0 ? 'same' : 'changed';
  const held = ink.missingMm2.some(
    (missing, side) => missing <= HELD_SHARE * (ink.inkMm2[side] ?? 0),
  );
  return held ? 'changed' : 'different';
}

/** What the readers stand behind in both scans, and is not the same. */
export function contradictingFields(
  first: Readonly<Record<string, FieldReading>>,
  second: Readonly<Record<string, FieldReading>>,
): string[] {
  return Object.keys(first).filter((field) => {
    const [one, other] = [first[field], second[field]];
    return one?.accepted === true && other?.accepted === true && one.value !== other.value;
  });
}

/** 18 digits the readers are sure of; `null` where no other scan may be looked for by them. */
export function certainTicket(fields: Readonly<Record<string, FieldReading>>): string | null {
  const line = fields['ocrLine'];
  if (line?.accepted !== true || line.value === null || !/^\d{18}$/.test(line.value)) return null;
  return isValidMunicipalityCode(line.value.slice(2, 8)) ? line.value : null;
}

/** Another scan with the same ticket that is there already. */
export type EarlierScan = Readonly<{
  sheetId: string;
  state: SheetState;
  /** Its entry was taken back: what it said is in the books no more. */
  voided: boolean;
  likeness: Likeness;
}>;

/** A sheet's own way on, set aside for another scan, or in the place of one that was asked for again. */
export type PaperFate =
  | { kind: 'own' }
  | { kind: 'duplicate'; of: EarlierScan }
  | { kind: 'rescan'; of: EarlierScan };

/** The dose is on its way into the books, or in them. */
const CARRIES_THE_DOSE: readonly SheetState[] = [
  'checked',
  'in_review',
  'awaiting_approval',
  'adjudication',
  'committed',
];

/** Whether it matters what this scan looks like. */
export const isToBeLookedAt = ({ state, voided }: Pick<EarlierScan, 'state' | 'voided'>): boolean =>
  state === 'rescan_requested' || (!voided && CARRIES_THE_DOSE.includes(state));

/**
 * Set aside only where the other scan carries the dose and the two are one paper beyond doubt: a sheet wrongly
 * set aside is a lost dose. `broughtBack`: a person said of this sheet that it is none.
 */
export function fateOf(scans: readonly EarlierScan[], broughtBack: boolean): PaperFate {
  const looked = scans.filter(isToBeLookedAt);
  const twin = looked.find(
    ({ state, likeness }) => likeness === 'same' && state !== 'rescan_requested',
  );
  if (twin !== undefined && !broughtBack) return { kind: 'duplicate', of: twin };
  const wanted = looked.filter(({ state }) => state === 'rescan_requested');
  // The scan that was asked for again may be too poor to be compared: the ticket alone then names the paper.
  const alike = wanted.filter(({ likeness }) => likeness === 'same' || likeness === 'changed');
  const [only, ...others] = alike.length > 0 ? alike : wanted;
  return only !== undefined && others.length === 0 ? { kind: 'rescan', of: only } : { kind: 'own' };
}
