import type { Hand } from './hand.ts';
import type { Person } from './people.ts';

export type Answer = 'yes' | 'no' | 'blank' | 'both';
export type Problem =
  | 'temperature_high_but_vaccinated'
  | 'consent_missing'
  | 'signature_missing'
  | 'date_in_future'
  | 'ticket_not_issued'
  | 'lot_unknown'
  | 'institution_unknown'
  | 'register_birthdate_mismatch';

export type PrintFace = 'noto-sans-jp' | 'biz-udgothic';

/** What is peculiar about one sheet; everything not said is ordinary. */
export type Scenario = {
  hand: number;
  physicianHand: number;
  problem?: Problem;
  postponed?: boolean;
  answers?: Partial<Record<string, Answer>>;
  /** A question answered wrongly first, struck out, and answered again. */
  struck?: string;
  moderna?: boolean;
  physicianStamps?: boolean;
  printedCode?: boolean;
  withoutBars?: boolean;
  with2d?: boolean;
  consentDate?: 'wareki' | 'seireki' | 'short' | 'none';
  /** Typeface of the label and the sticker. */
  print?: PrintFace;
  withoutAge?: boolean;
  withoutPhone?: boolean;
  scan?: Partial<ScanConditions>;
};

export type ScanConditions = {
  dpi: 200 | 300;
  colour: 'colour' | 'grey' | '1-bit';
  rotation: 0 | 90 | 180 | 270;
  background: 'white' | 'dark';
  jpegQuality: number;
  degradations: string[];
};

/** How the paper lay: turned and moved about its centre, on a scanned area (`canvasMm`) of A4 or a little more. */
export type Pose = {
  skewDeg: number;
  scale: number;
  offsetMm: [number, number];
  canvasMm: [number, number];
};

export type SheetFields = Record<string, string>;

export type InstitutionEntry = { code: string; name: string; address: string; physician: string };
export type LotEntry = {
  lot: string;
  product: string;
  manufacturer: string;
  expiry: string;
  validFrom: string;
};

/** One filled sheet, decided down to every field, before a line of it is drawn. */
export type SheetPlan = {
  id: string;
  scenario: Scenario;
  person: Person;
  hand: Hand;
  physicianHand: Hand;
  institution: InstitutionEntry;
  /** Values as written on the sheet, by field id. */
  fields: SheetFields;
  firstDose: string;
  /** The books have this dose already. */
  secondDose?: string;
  /** Problems besides that of the scenario. */
  planted?: readonly string[];
  scan: ScanConditions;
  pose: Pose;
  labelDegrees: number;
};
