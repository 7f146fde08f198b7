import type { Hand } from '../hand.ts';
import type { Pose, ScanConditions, SheetFields } from '../plan-types.ts';

/** What is peculiar about one sheet of a form without marks; everything not said is ordinary. */
export type RuledScenario = {
  hand: number;
  physicianHand: number;
  /** How answers are marked: nearly everybody circles, one ticks the word, one draws generous circles. */
  marks?: 'circle' | 'wide circle' | 'tick';
  /** Values other than the usual, by field. */
  fields?: SheetFields;
  /** An answer circled wrongly first, struck through, and another circled. */
  struck?: { field: string; first: string };
  /** Months and days below ten with a leading zero, or alone in the second box. */
  zeros?: boolean;
  /** A date stamp of the town hall, somewhere on the sheet (centre, mm). */
  receivedAt?: readonly [number, number];
  physicianStamps?: boolean;
  paper?: string;
  postponed?: boolean;
  skewDeg?: number;
  scan?: Partial<ScanConditions>;
};

export type RuledPlan = {
  id: string;
  form: string;
  scenario: RuledScenario;
  hand: Hand;
  physicianHand: Hand;
  physician: string;
  clinic: string;
  /** The maker as the sticker has it, by its full name. */
  stickerMaker: string;
  fields: SheetFields;
  scan: ScanConditions;
  pose: Pose;
};
