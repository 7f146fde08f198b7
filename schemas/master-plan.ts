import { z } from 'zod';
import { CsvProblem } from './csv-problem.ts';
import { MasterKind, MasterRow } from './master-kinds.ts';

const count = z.int().nonnegative();

/** A row that would come in or become otherwise. `fields`: what is said otherwise, all of it where the row is new. */
export const Difference = z.strictObject({
  line: z.int().positive(),
  key: z.array(z.string()),
  /** `null`: the row is new. */
  before: MasterRow.nullable(),
  after: MasterRow,
});
export type Difference = z.infer<typeof Difference>;

/** What a file changes in its master. `rows` = `added` + `changed` + `same`. */
export const FilePlan = z.strictObject({
  master: MasterKind,
  file: z.string(),
  rows: count,
  added: count,
  changed: count,
  same: count,
  /** In the master and not in the file: these stay as they are. */
  gone: count,
  /** The first that change and the first that are new. */
  first: z.array(Difference),
});
export type FilePlan = z.infer<typeof FilePlan>;

export const ImportPlan = z.discriminatedUnion('outcome', [
  z.strictObject({
    outcome: z.literal('ready'),
    files: z.array(FilePlan),
    /** The last change of any master of the municipality that this was compared with. */
    basis: count,
  }),
  /** Nothing of it can be imported. The first problems, and how many in all. */
  z.strictObject({
    outcome: z.literal('refused'),
    problems: z.array(CsvProblem),
    count: z.int().positive(),
  }),
]);
export type ImportPlan = z.infer<typeof ImportPlan>;
