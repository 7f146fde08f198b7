import { z } from 'zod';
import { BoxMm } from '../../schemas/reading.ts';

const Line = z.tuple([z.number(), z.number(), z.number(), z.number(), z.number()]);

/**
 * The printed part of a form that no reader needs: rules, words, ornaments. Boxes that people write
 * in are not repeated here: they are drawn from the template's own zones, so the two cannot drift apart.
 */
export const FormLayout = z.strictObject({
  /** Stroke widths (mm) of the frames round the template's digit boxes and tick boxes. */
  frames: z.strictObject({ digitBoxes: z.number(), tickBoxes: z.number(), fillBoxes: z.number() }),
  /** `[x1, y1, x2, y2, width]`, black. */
  lines: z.array(Line),
  greyLines: z.array(Line),
  /** `[x1, y1, x2, y2, width]` with the length of dash and gap. */
  dashed: z.array(
    z.strictObject({ line: Line, dashMm: z.tuple([z.number(), z.number()]), grey: z.boolean() }),
  ),
  /** Small boxes inside questions, which no reader looks at: `[x, y, side, width]`. */
  smallBoxes: z.array(z.tuple([z.number(), z.number(), z.number(), z.number()])),
  fills: z.array(
    z.strictObject({ colour: z.string(), points: z.array(z.tuple([z.number(), z.number()])) }),
  ),
  /** Words, fitted into the box their ink fills on paper. */
  texts: z.array(
    z.strictObject({
      text: z.string().min(1),
      box: BoxMm,
      setting: z.enum(['proportional', 'even']).default('proportional'),
      style: z.enum(['regular', 'medium', 'bold', 'grey', 'white']).default('regular'),
    }),
  ),
});
export type FormLayout = z.infer<typeof FormLayout>;
