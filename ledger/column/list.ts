import { sql } from 'kysely';
import { columnsOf } from '../../rules/column-fields.ts';
import type { Actor } from '../../schemas/accounts.ts';
import { COLUMN_SHEETS, type ColumnChoice, type ColumnView } from '../../schemas/api/column.ts';
import type { FormField, FormTemplate } from '../../schemas/form-template.ts';
import { performAct } from '../act.ts';
import type { ActContext } from '../act-context.ts';
import type { Db, Tx } from '../database.ts';
import type { ReviewDeps } from '../review/round.ts';
import {
  answeredAlready,
  type ColumnKey,
  findColumn,
  firstVerifications,
  heldByOther,
  waitingSheets,
} from './waiting.ts';

/** Counting looks at no more than these: how many of ten thousand decides nothing. */
const COUNTED_SHEETS = 1_000;

/** Which fields could be confirmed by column now, and of how many sheets. Nothing of a sheet is shown. */
export async function listColumns(
  { db, templates }: Pick<ReviewDeps, 'db' | 'templates'>,
  actor: Actor,
): Promise<ColumnChoice[]> {
  const found: ColumnChoice[] = [];
  for (const template of templates.values()) {
    const columns = columnsOf(template);
    const counts = await countByField(
      db,
      actor,
      template,
      columns.map(({ field }) => field.id),
    );
    for (const { field } of columns) {
      const sheets = counts.get(field.id);
      if (sheets !== undefined) found.push({ ...describe(template, field), sheets });
    }
  }
  return found;
}

async function countByField(
  db: Db,
  actor: Actor,
  template: FormTemplate,
  fieldIds: readonly string[],
): Promise<Map<string, number>> {
  const { rows } = await sql<{ fieldId: string; sheets: number }>`
    select f.key as field_id, count(*) as sheets
    from (${firstVerifications(actor, template.id)} order by r.opened_at limit ${COUNTED_SHEETS}) w
      cross join lateral jsonb_each(w.fields) f
    where f.key = any(${[...fieldIds]}::text[])
      and f.value ->> 'accepted' = 'true' and f.value ->> 'value' <> ''
      and not ${heldByOther(actor)} and not ${answeredAlready(actor, sql`f.key`)}
    group by f.key`.execute(db);
  return new Map(rows.map(({ fieldId, sheets }) => [fieldId, sheets]));
}

function describe(template: FormTemplate, field: FormField) {
  const { labelJa, labelEn, type, options } = field;
  const { id, titleJa, titleEn } = template;
  return {
    ...{ template: id, templateTitleJa: titleJa, templateTitleEn: titleEn },
    ...{ fieldId: field.id, labelJa, labelEn, type },
    ...(options === undefined ? {} : { options }),
  };
}

/** What the readers made of one field of the sheets that wait; who they are of is not asked. */
export async function viewColumn(
  { db, templates }: Pick<ReviewDeps, 'db' | 'templates'>,
  context: ActContext,
  key: ColumnKey,
): Promise<ColumnView> {
  const column = findColumn(templates, key);
  const target = {
    action: 'column.confirm',
    resourceKind: 'column',
    resourceId: `${key.template}/${key.fieldId}`,
    detail: { step: 'list' },
  } as const;
  return performAct(db, context, target, async (tx) => {
    const waiting = await waitingSheets(tx, context.actor, column);
    const open = waiting.flatMap(({ value, held, answered, ...sheet }) =>
      value === null || held || answered ? [] : [{ ...sheet, value }],
    );
    const shown = open.slice(0, COLUMN_SHEETS);
    const names = await clinicNames(tx, context.actor.municipalityId, shown);
    return {
      ...describe(column.template, column.field),
      cropMm: { width: column.cropMm[2], height: column.cropMm[3] },
      cells: shown.map(({ sheetId, imageHash, value, probability, institutionCode }) => ({
        ...{ sheetId, imageHash, value, probability, institutionCode },
        institutionName: names.get(institutionCode ?? '') ?? null,
      })),
      more: open.length - shown.length,
    };
  });
}

async function clinicNames(
  tx: Tx,
  municipalityId: string,
  cells: ReadonlyArray<{ institutionCode: string | null }>,
): Promise<Map<string, string>> {
  const codes = [...new Set(cells.flatMap(({ institutionCode }) => institutionCode ?? []))];
  if (codes.length === 0) return new Map();
  const rows = await tx
    .selectFrom('institutions')
    .select(['institutionCode', 'name'])
    .where('municipalityId', '=', municipalityId)
    .where('institutionCode', 'in', codes)
    .execute();
  return new Map(rows.map(({ institutionCode, name }) => [institutionCode, name]));
}
