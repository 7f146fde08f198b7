import { z } from 'zod';

export const SheetState = z.enum([
  'received',
  'number_suspected',
  'preprocessed',
  'read',
  'checked',
  'in_review',
  'awaiting_approval',
  'adjudication',
  'committed',
  'blank',
  'cover',
  'duplicate',
  'unknown_form',
  'foreign',
  'rescan_requested',
  'replaced_by_rescan',
  'rejected',
  'illegible',
]);
export type SheetState = z.infer<typeof SheetState>;

/** Every arrow of a sheet's life. The database refuses any other. */
export const SHEET_TRANSITIONS: Readonly<Record<SheetState, readonly SheetState[]>> = {
  received: ['preprocessed', 'blank', 'cover', 'unknown_form', 'duplicate', 'number_suspected'],
  number_suspected: ['received'],
  preprocessed: ['read', 'unknown_form'],
  read: ['checked', 'duplicate', 'unknown_form'],
  checked: ['in_review', 'duplicate', 'unknown_form'],
  in_review: ['awaiting_approval', 'rescan_requested', 'rejected', 'illegible', 'duplicate'],
  awaiting_approval: ['committed', 'in_review', 'adjudication'],
  adjudication: ['awaiting_approval', 'in_review'],
  committed: [],
  blank: ['received'],
  cover: ['received'],
  duplicate: ['received'],
  unknown_form: ['received', 'foreign', 'rescan_requested'],
  foreign: ['received'],
  rescan_requested: ['replaced_by_rescan', 'received'],
  replaced_by_rescan: ['rescan_requested'],
  rejected: [],
  illegible: [],
};

/** States in which somebody or something still owes the sheet an act. */
export const PENDING_STATES: readonly SheetState[] = [
  'received',
  'preprocessed',
  'read',
  'checked',
  'in_review',
  'awaiting_approval',
  'adjudication',
  'unknown_form',
  'number_suspected',
];

/** A review round: the first reading of a sheet, or a later correction or voiding of its ledger entry. */
export const RoundKind = z.enum(['initial', 'correction', 'void']);
export type RoundKind = z.infer<typeof RoundKind>;

export const RoundState = z.enum([
  'awaiting_verification',
  'awaiting_approval',
  'adjudication',
  'committed',
  'withdrawn',
]);
export type RoundState = z.infer<typeof RoundState>;

/** What a lease is taken for. */
export const Purpose = z.enum(['verify', 'approve', 'adjudicate']);
export type Purpose = z.infer<typeof Purpose>;
