import { z } from 'zod';
import { ServiceKind } from '../inoculation-record.ts';
import { endpoint, Nothing } from './endpoint.ts';

const count = z.int().nonnegative();
const yen = z.int().nonnegative();
const Month = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/);

/** Doses of one kind at one price. */
export const StatementLine = z.strictObject({
  programme: z.string(),
  programmeName: z.string(),
  /** `null`: form, day and product leave open which of the programme's vaccines it was. */
  vaccine: z.string().nullable(),
  vaccineName: z.string().nullable(),
  serviceKind: ServiceKind,
  /** `null`: no fee is on file for that day. */
  unitYen: yen.nullable(),
  count,
  amountYen: yen.nullable(),
});
export type StatementLine = z.infer<typeof StatementLine>;

/** A batch that was said to be of this clinic and month, beside what of it is in the ledger. */
export const StatementBatch = z.strictObject({
  batchId: z.uuid(),
  label: z.string(),
  state: z.enum(['open', 'closed']),
  declaredSheets: count.nullable(),
  committed: count,
  pending: count,
});

export const ClinicStatement = z.strictObject({
  /** `null`: entries that name no institution. */
  institutionCode: z.string().nullable(),
  institutionName: z.string().nullable(),
  lines: z.array(StatementLine),
  count,
  /** Sum of what has a price; `isWhole` says whether that is all. */
  amountYen: yen,
  /** Entries of batches of this month whose day nobody could read or wrote: in no line. */
  undated: count,
  /**
   * Ready to be paid: the clinic is known, all is dated and priced, none of it is being amended, and its batches of the
   * month, of which there is one at least, are closed.
   */
  isWhole: z.boolean(),
  batches: z.array(StatementBatch),
});
export type ClinicStatement = z.infer<typeof ClinicStatement>;

/** What the ledger says was given in a month, as it stands at a checkpoint. */
export const Statement = z.strictObject({
  municipalityName: z.string(),
  month: Month,
  madeAt: z.iso.datetime(),
  treeSize: count,
  rootHash: z.string().nullable(),
  clinics: z.array(ClinicStatement),
  count,
  amountYen: yen,
});
export type Statement = z.infer<typeof Statement>;

const params = z.strictObject({ month: Month });
export const StatementEncoding = z.enum(['utf-8', 'shift_jis']);

export const statementApi = {
  /** By the day of the vaccination or examination; entries that were superseded or voided are not in it. */
  statement: endpoint('GET', '/api/statements/:month', 'statement.read', {
    params,
    reply: Statement,
  }),
  /** `text/csv`. Not JSON. */
  csv: endpoint('GET', '/api/statements/:month/lines.csv', 'statement.read', {
    params,
    query: z.strictObject({ encoding: StatementEncoding.default('utf-8') }),
    reply: Nothing,
  }),
  /** `application/pdf`, a page or more for each clinic. Not JSON. */
  pdf: endpoint('GET', '/api/statements/:month/statement.pdf', 'statement.read', {
    params,
    reply: Nothing,
  }),
};
