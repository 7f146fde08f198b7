import { z } from 'zod';
import { PracticeGravity, PracticeList, PracticeStatus } from '../practice.ts';
import { TypedText } from '../text.ts';
import { endpoint, Nothing } from './endpoint.ts';
import { StatementEncoding } from './statement.ts';

/** Cases put in one state together; with their ids they fit the limit of a request. */
export const MAX_CASES = 300;

const params = z.strictObject({ fiscalYear: z.coerce.number().int().min(1948).max(9998) });

export const practiceApi = {
  /** 間違い接種 of the year, by the entries that stand; what an override answers is none. */
  list: endpoint('GET', '/api/practice/:fiscalYear', 'practice.read', {
    params,
    reply: PracticeList,
  }),
  /** `text/csv`, a line for each case. Not JSON. */
  csv: endpoint('GET', '/api/practice/:fiscalYear/cases.csv', 'practice.read', {
    params,
    query: z.strictObject({ encoding: StatementEncoding.default('utf-8') }),
    reply: Nothing,
  }),
  /** `application/pdf`: the table by kind and vaccine, then the cases. Not JSON. */
  pdf: endpoint('GET', '/api/practice/:fiscalYear/list.pdf', 'practice.read', {
    params,
    reply: Nothing,
  }),
  /**
   * Says of cases what became of them; all of them or none. `seen`: the newest step when they were looked at, `null` where
   * there was none; `practice.changed_meanwhile` where there is another, or the case is no more.
   */
  record: endpoint('POST', '/api/practice/steps', 'practice.manage', {
    body: z.strictObject({
      cases: z
        .array(
          z.strictObject({
            sheetId: z.uuid(),
            kind: TypedText(40),
            seen: z.int().positive().nullable(),
          }),
        )
        .min(1)
        .max(MAX_CASES),
      status: PracticeStatus,
      /** `null`: as it was. */
      gravity: PracticeGravity.nullable(),
      remark: TypedText(500),
    }),
    reply: z.strictObject({ recorded: z.int().positive() }),
  }),
};
