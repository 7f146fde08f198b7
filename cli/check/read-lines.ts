import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { RejectedInputError } from '../../runtime/errors.ts';
import { PersonOfPage } from '../../schemas/person-match.ts';
import { FieldReading, type PageReading } from '../../schemas/reading.ts';
import type { Heard } from './judge-page.ts';

/** A page, or a file that was refused, as `yoshin read --json` prints it. */
const Line = z.union([
  z.looseObject({
    file: z.string(),
    page: z.int(),
    template: z.string(),
    person: PersonOfPage.optional(),
    fields: z.record(
      z.string(),
      FieldReading.omit({ engineVersion: true }).extend({
        ink: FieldReading.pick({ accepted: true, probability: true }).optional(),
      }),
    ),
  }),
  z.looseObject({ file: z.string(), error: z.looseObject({ code: z.string() }) }),
]);

export type ReadLine =
  /** `before` is there where masters have been heard of it already; `ink` is as it was then. */
  | Readonly<{ kind: 'page'; file: string; page: number; ink: PageReading; before?: Heard }>
  /** To be handed on as it is. */
  | Readonly<{ kind: 'refused'; line: string }>;

/** What the masters join to the source of a candidate they speak for: `digit-net+register`. */
const HEARD = /\+(register|institutions|lots|window)/;

/** The lines of a file one after another; `input.readings_invalid` names the line that is none. */
export async function* readLines(path: string): AsyncGenerator<ReadLine> {
  const lines = createInterface({ input: createReadStream(path, 'utf8') });
  let number = 0;
  for await (const line of lines) {
    number += 1;
    if (line.trim() !== '') yield lineOf(line, number);
  }
}

function lineOf(line: string, number: number): ReadLine {
  const parsed = Line.safeParse(jsonOf(line));
  if (!parsed.success) {
    throw new RejectedInputError('input.readings_invalid', {
      cause: new Error(`${number}行目`, { cause: parsed.error }),
    });
  }
  if ('error' in parsed.data) return { kind: 'refused', line };
  const { file, page, template, fields, person = null } = parsed.data;
  const wasHeard = Object.values(fields).some(
    ({ candidates, ink }) =>
      ink !== undefined || candidates.some(({ source }) => HEARD.test(source)),
  );
  const heard = readingOf(template, fields, (field) => field);
  const ink = readingOf(template, fields, (field) => field.ink ?? field);
  return {
    kind: 'page',
    file,
    page,
    ink,
    ...(wasHeard ? { before: { reading: heard, person } } : {}),
  };
}

type Belief = Pick<FieldReading, 'accepted' | 'probability'>;
type LineField = Omit<FieldReading, 'engineVersion'> & Readonly<{ ink?: Belief | undefined }>;

function readingOf(
  template: string,
  fields: Readonly<Record<string, LineField>>,
  beliefIn: (field: LineField) => Belief,
): PageReading {
  const readings = Object.entries(fields).map(([id, field]): [string, FieldReading] => {
    const { ink: _, ...reading } = field;
    const { accepted, probability } = beliefIn(field);
    return [id, { ...reading, accepted, probability, engineVersion: '' }];
  });
  return {
    ...{ template, registration: null, ms: 0, engineVersion: '' },
    fields: Object.fromEntries(readings),
  };
}

/** `undefined`, which is no line, for what is not JSON. */
function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
