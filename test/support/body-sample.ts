import { z } from 'zod';

type Shape = Readonly<{
  type?: string;
  const?: unknown;
  enum?: readonly unknown[];
  anyOf?: readonly Shape[];
  oneOf?: readonly Shape[];
  allOf?: readonly Shape[];
  properties?: Readonly<Record<string, Shape>>;
  items?: Shape;
  minimum?: number;
  format?: string;
  pattern?: string;
}>;

/** What a string is filled with, by the name of its property and its format. */
export type Fill = (name: string, format: string | undefined) => string;

/** What matches the patterns that requests are made of; the first that fits is taken. */
const WORDS = ['2021-10', '2021-10-15', '272035', '1', 'a'.repeat(64), '222720357569702357'];

/** A body that the schema takes, as far as its shape tells: what a stranger who has read the contract would send. */
export function sampleOf(schema: z.ZodType, fill: Fill): unknown {
  return sample(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Shape, '', fill);
}

function sample(shape: Shape, name: string, fill: Fill): unknown {
  if (shape.const !== undefined) return shape.const;
  if (shape.enum !== undefined) return shape.enum[0];
  const [first] = shape.anyOf ?? shape.oneOf ?? shape.allOf ?? [];
  return first === undefined ? plain(shape, name, fill) : sample(first, name, fill);
}

function plain(shape: Shape, name: string, fill: Fill): unknown {
  switch (shape.type) {
    case 'object':
      return Object.fromEntries(
        Object.entries(shape.properties ?? {}).map(([key, each]) => [key, sample(each, key, fill)]),
      );
    case 'array':
      return [sample(shape.items ?? {}, name, fill)];
    case 'integer':
    case 'number':
      return Math.max(1, shape.minimum ?? 1);
    case 'boolean':
      return true;
    case 'null':
      return null;
    default:
      return text(shape, name, fill);
  }
}

function text({ pattern, format }: Shape, name: string, fill: Fill): string {
  const wanted = fill(name, format);
  if (pattern === undefined) return wanted;
  const fits = new RegExp(pattern, 'u');
  return [wanted, ...WORDS].find((word) => fits.test(word)) ?? wanted;
}
