import { z } from 'zod';
import { Finding } from '../finding.ts';
import { FieldType, FormField } from '../form-template.ts';
import { ClosedField, LedgerEntryKind } from '../inoculation-record.ts';
import { EarlierDose, MasterName, Resident } from '../masters.ts';
import { OverrideView } from '../override.ts';
import { MatchOutcome, PersonCandidate, PersonEvidence } from '../person-match.ts';
import { PersonWord } from '../person-word.ts';
import { BoxMm, Candidate, FieldReading, Registration } from '../reading.ts';
import { Purpose, RoundKind } from '../sheet-state.ts';
import { TypedText } from '../text.ts';
import { Ahead, endpoint, Nothing } from './endpoint.ts';
import { SheetPlace } from './intake.ts';

const id = z.uuid();
const Token = z.string().regex(/^\d{1,18}$/);

export const Answer = ClosedField.shape.answer;
export type Answer = z.infer<typeof Answer>;

/** The person the ticket names; what is still to be keyed unseen from the paper is kept back. */
export const ReviewPerson = Resident.extend({ birthDate: Resident.shape.birthDate.nullable() });
export type ReviewPerson = z.infer<typeof ReviewPerson>;

/** Whose sheet it is, by what the person looking may know; nothing in it comes from what they still key unseen. */
export const ReviewMatch = z.strictObject({
  outcome: MatchOutcome,
  /** When the sheet was checked too little bore out whom the number names: number and names are keyed from the paper. */
  numberInDoubt: z.boolean(),
  /** What speaks for and against whom the number names. */
  evidence: z.array(PersonEvidence),
  /** Others it may be, likeliest first; empty until everything that tells persons apart is keyed. */
  others: z.array(PersonCandidate.extend({ person: ReviewPerson })),
});
export type ReviewMatch = z.infer<typeof ReviewMatch>;

/** For whoever is to say whose sheet it is. Nobody is chosen for them beforehand, and B is not told what A said. */
export const ReviewNaming = z.strictObject({
  /** It has to be said: the number names nobody, or somebody has said that it is another. Else A may say so. */
  asked: z.boolean(),
  /** `later`: what tells persons apart is to be keyed first. */
  when: z.enum(['now', 'later']),
  /** Whom the number names and others the sheet may be of, likeliest first, with reasons. */
  choices: z.array(PersonCandidate.extend({ person: ReviewPerson })),
  /** Residents of the name and birth date this person has keyed. */
  namesakes: z.array(ReviewPerson),
  /** Residents of whom words speak that this person may see. */
  spokenOf: z.array(ReviewPerson),
  /** Name and birth date are keyed: somebody who is not in the register could be taken in. */
  isComplete: z.boolean(),
});
export type ReviewNaming = z.infer<typeof ReviewNaming>;

const KeyedView = z.strictObject({ answer: Answer, value: z.string().nullable() });

/** Why a field is in doubt. */
export const FieldDoubt = z.strictObject({
  /** What the readers made of it; `held`: does the master that has a say hold it? */
  candidates: z.array(Candidate.extend({ held: z.boolean().nullable() })),
  otherKeyings: z.array(KeyedView),
  /** Readers that do not agree with one another: `qr`, `ocr-line`, … */
  readersApart: z.array(z.string()),
  /** The master that has a say in the field, whether it holds what was keyed, and the one value it holds if it is one. */
  master: z
    .strictObject({ name: MasterName, holdsMine: z.boolean(), says: z.string().nullable() })
    .nullable(),
});
export type FieldDoubt = z.infer<typeof FieldDoubt>;

export const ReviewField = z.strictObject({
  fieldId: z.string(),
  labelJa: z.string(),
  labelEn: z.string(),
  type: FieldType,
  options: FormField.shape.options,
  digits: z.int().positive().optional(),
  unit: z.string().optional(),
  lookAtMm: BoxMm,
  /** `unseen`: the reading stays hidden until this person has keyed. */
  keying: z.enum(['unseen', 'shown', 'compare']),
  /** The reading, where it may be shown before keying; `null` while it must not be. */
  reading: FieldReading.pick({
    value: true,
    state: true,
    probability: true,
    boxMm: true,
  }).nullable(),
  /** Where exactly the value stands, once it is closed; before that it could give the reading away. */
  boxMm: BoxMm.nullable(),
  /** What the register says, for `compare` fields. */
  registerValue: z.string().nullable(),
  /** What the person holding this lease has answered in this round. */
  mine: KeyedView.nullable(),
  status: z.enum(['open', 'closed', 'contested']),
  /** The value everybody stands behind; `null` until closed (and for B and C, who see closed fields only). */
  closed: ClosedField.nullable(),
  /** Must this person key the field in this purpose? */
  mustAnswer: z.boolean(),
  /** Somebody else has confirmed it by column; whoever verifies the sheet may still answer otherwise. */
  byColumn: z.boolean(),
  /** Why there is doubt; only after this person has keyed, or for adjudication. */
  doubt: FieldDoubt.nullable(),
});
export type ReviewField = z.infer<typeof ReviewField>;

export const Lease = z.strictObject({
  leaseId: id,
  sheetId: id,
  roundId: id,
  purpose: Purpose,
  /** Must be sent with every act; an older token is refused by the database. */
  fencingToken: Token,
  expiresAt: z.iso.datetime(),
});
export type Lease = z.infer<typeof Lease>;

export const ReviewSheet = z.strictObject({
  sheetId: id,
  roundId: id,
  roundKind: RoundKind,
  purpose: Purpose,
  lease: Lease,
  /** sha-256 of the stored image, hex: what is signed is what was seen. */
  imageHash: z.string(),
  pageMm: z.strictObject({ width: z.number(), height: z.number() }),
  registration: Registration.nullable(),
  templateTitleJa: z.string(),
  templateTitleEn: z.string(),
  fields: z.array(ReviewField),
  /** Whom the ticket number names; `null` when it was not issued or not read. Names are hidden in adjudication. */
  person: ReviewPerson.nullable(),
  /** `null` in adjudication and for a voiding. */
  match: ReviewMatch.nullable(),
  /** `null` where it is not for this person to say whose sheet it is. */
  naming: ReviewNaming.nullable(),
  earlierDoses: z.array(EarlierDose),
  /** Findings that give away nothing still to be keyed unseen. */
  findings: z.array(Finding),
  /** 予防接種の種類 of the form. */
  programme: z.string().nullable(),
  /** 特例 of the person for this programme, those that wait for a second person too; empty while nobody is named. */
  overrides: z.array(OverrideView),
  /** Where the other sheets of this ticket are, if the ticket may be shown. */
  otherScans: z.array(SheetPlace),
  /** What approving now would write. */
  entryKind: LedgerEntryKind,
  reasonForRound: z.string().nullable(),
  returnedReason: z.string().nullable(),
  note: z.string().nullable(),
});
export type ReviewSheet = z.infer<typeof ReviewSheet>;

const sheet = z.strictObject({ sheetId: id });
const held = { fencingToken: Token };
/** How long this person was at work on the sheet, pauses left out; absent where nobody measured it. */
const ms = z.int().nonnegative().max(86_400_000);
const timed = {
  activeMs: ms.optional(),
  /** Of that, by the field that was in hand. */
  fieldMs: z.record(z.string().max(100), ms).optional(),
};

export const reviewApi = {
  /** How many sheets this person could take now, per purpose. */
  waiting: endpoint('GET', '/api/review/waiting', 'sheet.read', {
    reply: z.strictObject({ verify: z.int(), approve: z.int(), adjudicate: z.int() }),
  }),
  /** Takes the next sheet this person may work on; `review.none_waiting` when there is none. */
  /** `besides`: the sheet on the desk; the reply is the one that is to come after it. */
  claim: endpoint('POST', '/api/review/claims', 'sheet.read', {
    body: z.strictObject({ purpose: Purpose, sheetId: id.optional(), besides: id.optional() }),
    reply: Lease,
  }),
  renew: endpoint('POST', '/api/review/claims/:leaseId/renewal', 'sheet.read', {
    params: z.strictObject({ leaseId: id }),
    body: z.strictObject(held),
    reply: Lease,
  }),
  release: endpoint('DELETE', '/api/review/claims/:leaseId', 'sheet.read', {
    params: z.strictObject({ leaseId: id }),
    query: z.strictObject(held),
    reply: Nothing,
  }),
  /** `ahead`: fetched before it is shown, and audited as that; the view is the call without it. */
  sheet: endpoint('GET', '/api/review/sheets/:sheetId', 'sheet.read', {
    params: sheet,
    query: Ahead,
    reply: ReviewSheet,
  }),
  /** Answers one field. Replies with the whole sheet: what was hidden may now be shown. Answering again replaces. */
  answer: endpoint('PUT', '/api/review/sheets/:sheetId/fields/:fieldId', 'sheet.read', {
    params: z.strictObject({ sheetId: id, fieldId: z.string() }),
    body: z.strictObject({ ...held, answer: Answer, value: TypedText(300).nullable() }),
    reply: ReviewSheet,
  }),
  /**
   * Says whose sheet it is: somebody of the register, or somebody it does not have. Until two people have said the same nothing
   * of it is in the register. `review.person_too_early`, `review.person_incomplete`, `review.person_in_register`.
   */
  namePerson: endpoint('PUT', '/api/review/sheets/:sheetId/person', 'sheet.read', {
    params: sheet,
    body: z.strictObject({ ...held, word: PersonWord }),
    reply: ReviewSheet,
  }),
  /** Looks for whom the sheet may be of; audited with who was shown. At most 50; `total` tells of more. */
  searchPersons: endpoint('POST', '/api/review/sheets/:sheetId/person-searches', 'sheet.read', {
    params: sheet,
    body: z.strictObject({
      ...held,
      words: z.string().max(100),
      birthDate: z.iso.date().nullable(),
    }),
    reply: z.strictObject({ items: z.array(Resident), total: z.int().nonnegative() }),
  }),
  /** Confirms all shown and compared fields still open, as shown, with one key. */
  confirmShown: endpoint('POST', '/api/review/sheets/:sheetId/shown-confirmation', 'sheet.read', {
    params: sheet,
    body: z.strictObject({ ...held, fieldIds: z.array(z.string()).min(1) }),
    reply: ReviewSheet,
  }),
  /** Takes the last answer of this person in this round back. */
  undo: endpoint('POST', '/api/review/sheets/:sheetId/undo', 'sheet.read', {
    params: sheet,
    body: z.strictObject(held),
    reply: ReviewSheet,
  }),
  /** Person A signs what was seen. `review.field_open` names fields not yet answered. */
  verify: endpoint('POST', '/api/review/sheets/:sheetId/verification', 'review.verify', {
    params: sheet,
    body: z.strictObject({
      ...held,
      ...timed,
      imageHash: z.string(),
      note: TypedText(500).nullable(),
    }),
    reply: Nothing,
  }),
  /**
   * Person B signs and the record is committed; with a field still contested it goes to adjudication. Findings
   * that block must be named as seen, else `review.finding_open`: what is odd is committed knowingly or not at all.
   */
  approve: endpoint('POST', '/api/review/sheets/:sheetId/approval', 'review.approve', {
    params: sheet,
    body: z.strictObject({
      ...held,
      ...timed,
      imageHash: z.string(),
      acknowledged: z.array(Finding.shape.code).default([]),
    }),
    reply: z.strictObject({
      outcome: z.enum(['committed', 'adjudication']),
      entryId: id.nullable(),
    }),
  }),
  /** Person C settles the contested fields and hands the sheet back to approval. */
  adjudicate: endpoint('POST', '/api/review/sheets/:sheetId/adjudication', 'review.adjudicate', {
    params: sheet,
    body: z.strictObject({ ...held, ...timed, imageHash: z.string() }),
    reply: Nothing,
  }),
  /** B sends it back to verification with a reason. */
  returnSheet: endpoint('POST', '/api/review/sheets/:sheetId/return', 'review.approve', {
    params: sheet,
    body: z.strictObject({ ...held, reason: TypedText(500) }),
    reply: Nothing,
  }),
  /**
   * A takes the sheet out of review: to be scanned again, rejected with a reason, illegible, or another scan of a
   * paper that is there already (`duplicateOf`, one of `otherScans`).
   */
  dismiss: endpoint('POST', '/api/review/sheets/:sheetId/dismissal', 'review.verify', {
    params: sheet,
    body: z
      .strictObject({
        ...held,
        outcome: z.enum(['rescan_requested', 'rejected', 'illegible', 'duplicate']),
        duplicateOf: id.nullable().default(null),
        reason: TypedText(500),
      })
      .refine(({ outcome, duplicateOf }) => (outcome === 'duplicate') === (duplicateOf !== null)),
    reply: Nothing,
  }),
};
