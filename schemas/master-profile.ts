import { z } from 'zod';
import { type FieldKind, MASTERS, type Master, MasterKind, MasterValue } from './master-kinds.ts';

/** How one column of a municipality's file is called and what is written in it. */
const ProfileColumn = z.strictObject({
  header: z.string().min(1),
  /** Words for values, by the value as JSON writes it: `{"male": "男", "true": "1"}`. */
  words: z.record(z.string(), z.string()).optional(),
  /** What an empty cell stands for. Without it an empty cell is empty text, or refused. */
  empty: MasterValue.optional(),
  /** A file may come without this column: what is known of it stays. */
  optional: z.boolean().optional(),
});
export type ProfileColumn = z.infer<typeof ProfileColumn>;

const ProfileFile = z.strictObject({
  /** Its name in the folder. */
  file: z.string().regex(/^[^/\\]+\.csv$/),
  columns: z.record(z.string(), ProfileColumn),
});
export type ProfileFile = z.infer<typeof ProfileFile>;

/** Which files a municipality's systems write, and how. Data: a municipality adds its own without programming. */
export const MasterProfile = z
  .strictObject({
    id: z.string().regex(/^[a-z0-9-]{1,40}$/),
    titleJa: z.string().min(1),
    titleEn: z.string().min(1),
    /** Of what is exported. What is imported is recognised by its bytes. */
    encoding: z.enum(['utf-8', 'shift_jis']),
    byteOrderMark: z.boolean(),
    lineEnd: z.enum(['crlf', 'lf']),
    /** Of days that are exported; every one is understood, and 令和7年4月12日 and R7.4.12 too. */
    days: z.enum(['yyyy-mm-dd', 'yyyy/mm/dd', 'yyyymmdd']),
    files: z.partialRecord(MasterKind, ProfileFile),
  })
  .superRefine(({ files }, context) => {
    for (const kind of MasterKind.options) {
      const file = files[kind];
      if (file === undefined) continue;
      for (const message of mismatches(MASTERS[kind], file)) {
        context.addIssue({ code: 'custom', path: ['files', kind], message });
      }
    }
  });
export type MasterProfile = z.infer<typeof MasterProfile>;

/** What a column with words must have a word for. */
const VALUES: Readonly<Record<FieldKind, readonly string[]>> = {
  text: [],
  date: [],
  yen: [],
  flag: ['true', 'false'],
  sex: ['male', 'female'],
};

/** A field that a file may leave out must be able to be unknown, and whatever is exported must come in again. */
function mismatches({ schema, fields }: Master, { columns }: ProfileFile): string[] {
  const unknown = Object.keys(columns).filter((field) => !Object.hasOwn(fields, field));
  const needed = Object.keys(fields).filter((field) => {
    const left = columns[field] === undefined || columns[field].optional === true;
    const nullable = schema.shape[field] instanceof z.ZodNullable;
    return left && !nullable;
  });
  const unsayable = Object.entries(columns).filter(([field, { words, empty }]) => {
    const values = VALUES[fields[field] ?? 'text'];
    const isNullable = schema.shape[field] instanceof z.ZodNullable;
    const wordless = words !== undefined && values.some((value) => words[value] === undefined);
    return wordless || (isNullable && empty !== null);
  });
  const headers = Object.values(columns).map(({ header }) => header);
  const twice = headers.filter((header, index) => headers.indexOf(header) !== index);
  return [
    ...unknown.map((field) => `there is no field ${field}`),
    ...needed.map((field) => `${field} must have a column that is not optional`),
    ...unsayable.map(([field]) => `${field} has a value that its column cannot say`),
    ...twice.map((header) => `${header} is the column of two fields`),
  ];
}
