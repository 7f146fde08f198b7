import { z } from 'zod';
import { FormField } from '../form-template.ts';
import {
  ClosedField,
  InoculationRecord,
  LedgerEntryKind,
  LiftedFinding,
} from '../inoculation-record.ts';
import { EarlierDose, ResidentId } from '../masters.ts';
import { NamedPerson } from '../person-word.ts';
import { TypedText } from '../text.ts';
import { endpoint } from './endpoint.ts';

const id = z.uuid();

/** A value with the words the form has for it. */
export const LedgerField = ClosedField.extend(
  FormField.pick({ labelJa: true, labelEn: true, type: true, options: true, unit: true }).shape,
);
export type LedgerField = z.infer<typeof LedgerField>;

export const LedgerEntryView = z.strictObject({
  entryId: id,
  leafIndex: z.int().nonnegative(),
  kind: LedgerEntryKind,
  sheetId: id,
  supersedes: id.nullable(),
  supersededBy: id.nullable(),
  record: InoculationRecord,
  fields: z.array(LedgerField),
  findings: z.array(z.string()),
  /** Those of `findings` that an override answers. */
  overrides: z.array(LiftedFinding),
  reason: z.string().nullable(),
  /** Whom two people named, the number not saying it, and who they were; `null` where the number said it. */
  person: NamedPerson.extend({ namedBy: z.string(), agreedBy: z.string() }).nullable(),
  verifiedBy: z.string(),
  approvedBy: z.string(),
  committedAt: z.iso.datetime(),
  /** 自動応答不可: the person is marked now. */
  noAutomaticReply: z.boolean(),
  leafHash: z.string(),
});
export type LedgerEntryView = z.infer<typeof LedgerEntryView>;

/** One dose in a person's history: what a sheet says of it, oldest word first, or what was brought in from elsewhere. */
export const HistoryDose = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('sheet'), words: z.array(LedgerEntryView).min(1) }),
  z.strictObject({ kind: z.literal('imported'), dose: EarlierDose }),
]);
export type HistoryDose = z.infer<typeof HistoryDose>;

export const ledgerApi = {
  /** Newest first; by person where `residentId` is given. Audited as a search; no number of a person in the URL. */
  entries: endpoint('POST', '/api/ledger/searches', 'ledger.read', {
    body: z.strictObject({
      residentId: ResidentId.nullable(),
      offset: z.int().nonnegative().max(100_000_000),
    }),
    reply: z.strictObject({ items: z.array(LedgerEntryView), total: z.int() }),
  }),
  /** Every dose of a person in the order in which they were given. Audited as a search. */
  history: endpoint('POST', '/api/ledger/histories', 'ledger.read', {
    body: z.strictObject({ residentId: ResidentId }),
    reply: z.strictObject({ doses: z.array(HistoryDose) }),
  }),
  entry: endpoint('GET', '/api/ledger/entries/:entryId', 'ledger.read', {
    params: z.strictObject({ entryId: id }),
    reply: LedgerEntryView,
  }),
  /** Opens a correction or voiding: two people go through the sheet again; the entry is superseded, never changed. */
  amend: endpoint('POST', '/api/ledger/entries/:entryId/amendments', 'ledger.amend', {
    params: z.strictObject({ entryId: id }),
    body: z.strictObject({
      kind: z.enum(['correction', 'void']),
      reason: TypedText(500),
    }),
    reply: z.strictObject({ roundId: id, sheetId: id }),
  }),
  status: endpoint('GET', '/api/ledger/status', 'ledger.read', {
    reply: z.strictObject({
      treeSize: z.int(),
      rootHash: z.string().nullable(),
      signedAt: z.iso.datetime().nullable(),
    }),
  }),
  health: endpoint('GET', '/api/health', null, {
    reply: z.strictObject({ status: z.literal('ok') }),
  }),
};
