import { z } from 'zod';
import { MasterKind, MasterRow } from '../master-kinds.ts';
import { FilePlan, ImportPlan } from '../master-plan.ts';
import { TypedText } from '../text.ts';
import { endpoint } from './endpoint.ts';

/** Those that people search and change on a page; 接種歴 is the ledger's to show. */
export const ShownMaster = MasterKind.exclude(['earlierDoses']);
export type ShownMaster = z.infer<typeof ShownMaster>;

export const ProfileName = z.strictObject({
  id: z.string(),
  titleJa: z.string(),
  titleEn: z.string(),
});
export type ProfileName = z.infer<typeof ProfileName>;

const Named = z.strictObject({ id: z.string(), nameJa: z.string(), nameEn: z.string() });

/** What the vaccine master knows: the programmes, and the vaccines of each. */
export const KnownProgramme = Named.extend({ vaccines: z.array(Named) });
export type KnownProgramme = z.infer<typeof KnownProgramme>;

export const MasterChangeView = z.strictObject({
  changeNumber: z.int().positive(),
  changedAt: z.iso.datetime(),
  /** Whose hand it was; `null` where it was the program, or an act that said nothing of itself. */
  by: z.string().nullable(),
  origin: z.enum(['import', 'edit', 'review']).nullable(),
  reason: z.string().nullable(),
  /** `null`: it was not there before, or is not there any more. */
  before: MasterRow.nullable(),
  after: MasterRow.nullable(),
});
export type MasterChangeView = z.infer<typeof MasterChangeView>;

/** A register of 400,000 is some 50 MB; what is larger goes in by the command line. */
export const MAX_MASTER_BYTES = 128 * 1024 * 1024;

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const master = z.strictObject({ master: ShownMaster });
const profile = z.string().regex(/^[a-z0-9-]{1,40}$/);

/** What is looked for and looked at is personal: never in an address, and in the audit log. */
export const mastersApi = {
  vaccines: endpoint('GET', '/api/masters/vaccines', 'masters.read', {
    reply: z.strictObject({ programmes: z.array(KnownProgramme) }),
  }),
  /**
   * Rows in the order of their key, a page at a time. `words`: a number, or the beginning of a name or of its kana; of other
   * masters any part of a name. Residents are not listed without words or a birth date.
   */
  search: endpoint('POST', '/api/masters/:master/searches', 'masters.manage', {
    params: master,
    body: z.strictObject({
      words: z.string().max(100),
      birthDate: z.iso.date().nullable(),
      offset: z.int().nonnegative().max(100_000_000),
    }),
    reply: z.strictObject({ items: z.array(MasterRow), total: z.int().nonnegative() }),
  }),
  /** Every change of one row, the newest first. */
  history: endpoint('POST', '/api/masters/:master/histories', 'masters.manage', {
    params: master,
    body: z.strictObject({ key: z.array(z.string()).min(1).max(5) }),
    reply: z.strictObject({ changes: z.array(MasterChangeView) }),
  }),
  /**
   * Adds a row (`before: null`) or changes one, as it was seen. `masters.changed_meanwhile` where it is not so any more;
   * `input.invalid` names the fields that cannot be as they are.
   */
  edit: endpoint('POST', '/api/masters/:master/edits', 'masters.manage', {
    params: master,
    body: z.strictObject({
      before: MasterRow.nullable(),
      after: MasterRow,
      reason: TypedText(500),
    }),
    reply: z.strictObject({ row: MasterRow }),
  }),
  profiles: endpoint('GET', '/api/masters/profiles', 'masters.import', {
    reply: z.strictObject({ items: z.array(ProfileName) }),
  }),
  /** multipart/form-data with one `file`. What it would change; nothing does. */
  plan: endpoint('POST', '/api/masters/:master/plans', 'masters.import', {
    params: master,
    query: z.strictObject({ profile }),
    reply: z.strictObject({ plan: ImportPlan, sha256: Sha256 }),
  }),
  /** The same file again, to be imported as it was planned; `masters.changed_meanwhile` where that is not so any more. */
  import: endpoint('POST', '/api/masters/:master/imports', 'masters.import', {
    params: master,
    query: z.strictObject({
      profile,
      basis: z.coerce.number().int().nonnegative(),
      sha256: Sha256,
    }),
    reply: z.strictObject({ files: z.array(FilePlan) }),
  }),
};
