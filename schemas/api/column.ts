import { z } from 'zod';
import { FieldType, FormField } from '../form-template.ts';
import { endpoint } from './endpoint.ts';

const id = z.uuid();

/** As many as are put before a person at a time. */
export const COLUMN_SHEETS = 200;
/** As many crops as come in one picture. */
export const SPRITE_CROPS = 48;

const ColumnField = z.strictObject({
  template: z.string(),
  templateTitleJa: z.string(),
  templateTitleEn: z.string(),
  fieldId: z.string(),
  labelJa: z.string(),
  labelEn: z.string(),
  type: FieldType,
  options: FormField.shape.options,
});

export const ColumnChoice = ColumnField.extend({
  /** Sheets whose field could be confirmed now, of the oldest thousand that wait. */
  sheets: z.int().positive(),
});
export type ColumnChoice = z.infer<typeof ColumnChoice>;

export const ColumnCell = z.strictObject({
  sheetId: id,
  /** The image the reading belongs to: what is confirmed is what was seen. */
  imageHash: z.string(),
  value: z.string(),
  probability: z.number(),
  institutionCode: z.string().nullable(),
  institutionName: z.string().nullable(),
});
export type ColumnCell = z.infer<typeof ColumnCell>;

export const ColumnView = ColumnField.extend({
  /** Size of every crop on paper. */
  cropMm: z.strictObject({ width: z.number().positive(), height: z.number().positive() }),
  cells: z.array(ColumnCell).max(COLUMN_SHEETS),
  /** Sheets of this column beyond these. */
  more: z.int().nonnegative(),
});
export type ColumnView = z.infer<typeof ColumnView>;

/** Why a sheet was left as it is: somebody holds it, it is not as it was shown, or its field is answered already. */
export const LeftBecause = z.enum(['held', 'changed', 'answered']);
export type LeftBecause = z.infer<typeof LeftBecause>;
export const LeftSheet = z.strictObject({ sheetId: id, because: LeftBecause });
export type LeftSheet = z.infer<typeof LeftSheet>;

export const ColumnSprite = z.strictObject({
  jpegBase64: z.string(),
  crop: z.strictObject({ widthPx: z.int().positive(), heightPx: z.int().positive() }),
  /** Crops to a line of the picture. */
  perLine: z.int().positive(),
  /** Whose crops they are, in order; sheets that may not be shown any more are missing. */
  sheetIds: z.array(id),
});
export type ColumnSprite = z.infer<typeof ColumnSprite>;

const column = z.strictObject({ template: z.string(), fieldId: z.string() });
const sheets = z.array(id).min(1).max(COLUMN_SHEETS);

export const columnApi = {
  columns: endpoint('GET', '/api/review/columns', 'column.confirm', {
    reply: z.strictObject({ items: z.array(ColumnChoice) }),
  }),
  column: endpoint('GET', '/api/review/columns/:template/:fieldId', 'column.confirm', {
    params: column,
    reply: ColumnView,
  }),
  /** Shows the crops, several in one picture: the view is recorded for each sheet. */
  crops: endpoint('POST', '/api/review/columns/:template/:fieldId/crops', 'column.confirm', {
    params: column,
    body: z.strictObject({ sheetIds: z.array(id).min(1).max(SPRITE_CROPS) }),
    reply: ColumnSprite,
  }),
  /** Confirms one value for the sheets on which it was shown. Sheets that others hold are left alone. */
  confirm: endpoint(
    'POST',
    '/api/review/columns/:template/:fieldId/confirmation',
    'column.confirm',
    {
      params: column,
      body: z.strictObject({ value: z.string(), sheetIds: sheets }),
      reply: z.strictObject({ confirmed: z.array(id), left: z.array(LeftSheet) }),
    },
  ),
  /** Takes this person's own confirmations back, as long as nobody has signed on them or holds the sheet. */
  undo: endpoint('POST', '/api/review/columns/:template/:fieldId/undo', 'column.confirm', {
    params: column,
    body: z.strictObject({ sheetIds: sheets }),
    reply: z.strictObject({ undone: z.array(id), left: z.array(LeftSheet) }),
  }),
};
