import { sql } from 'kysely';
import { agreesWithReading } from '../../rules/field-closure.ts';
import type { FieldFigures } from '../../schemas/api/backlog.ts';
import type { FormField } from '../../schemas/form-template.ts';
import type { ClosedField } from '../../schemas/inoculation-record.ts';
import type { ReadingState } from '../../schemas/reading.ts';
import type { Db } from '../database.ts';
import type { Templates } from '../review/round.ts';
import { latestEntries } from './latest-entries.ts';

type Outcome = Readonly<{
  entryId: string;
  /** `jp-covid19-2021@1`. */
  template: string;
  fieldId: string;
  value: string | null;
  answer: ClosedField['answer'];
  evidence: ClosedField['evidence'];
  readValue: string | null;
  readState: ReadingState | null;
  accepted: boolean | null;
}>;

/** What became of each field's reading, the most contested first. */
export async function fieldFigures(
  deps: { db: Db; templates: Templates },
  municipalityId: string,
): Promise<{ sheets: number; items: FieldFigures[] }> {
  const outcomes = await outcomesOf(deps.db, municipalityId);
  const seconds = await secondsOf(deps.db, municipalityId);
  const items = [...Map.groupBy(outcomes, ({ template, fieldId }) => `${template} ${fieldId}`)]
    .flatMap(([name, own]) => {
      const figures = figuresOf(deps.templates, own);
      return figures === null ? [] : [{ ...figures, activeSeconds: seconds.get(name) ?? null }];
    })
    .sort((one, other) => other.contested / other.sheets - one.contested / one.sheets);
  return { sheets: new Set(outcomes.map(({ entryId }) => entryId)).size, items };
}

async function outcomesOf(db: Db, municipalityId: string): Promise<Outcome[]> {
  const { rows } = await sql<Outcome>`
    with ${latestEntries(municipalityId)}
    select l.entry_id, l.template, f->>'fieldId' as field_id, f->>'value' as value,
      f->>'answer' as answer, f->>'evidence' as evidence, r.field->>'value' as read_value,
      r.field->>'state' as read_state, (r.field->>'accepted')::boolean as accepted
    from latest l
    cross join lateral jsonb_array_elements(l.content->'fields') f
    left join lateral (
      select each_field.key, each_field.value as field
      from (select reading from sheet_readings where sheet_id = l.sheet_id order by read_at desc limit 1) newest
      cross join lateral jsonb_each(newest.reading->'fields') each_field
    ) r on r.key = f->>'fieldId'`.execute(db);
  return rows;
}

type Timed = { template: string; fieldId: string; seconds: number };

/** By form and field. */
async function secondsOf(db: Db, municipalityId: string): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<Timed>`
    with ${latestEntries(municipalityId)}
    select l.template, f.key as field_id,
      percentile_cont(0.5) within group (order by f.value::int) / 1000 as seconds
    from latest l
    join signatures s on s.round_id = l.round_id and s.pass = l.pass and s.purpose = 'verify'
    join review_times t using (signature_id)
    cross join lateral jsonb_each_text(t.field_ms) f
    group by 1, 2`.execute(db);
  return new Map(rows.map(({ template, fieldId, seconds }) => [`${template} ${fieldId}`, seconds]));
}

function figuresOf(
  templates: Templates,
  own: readonly Outcome[],
): Omit<FieldFigures, 'activeSeconds'> | null {
  const [first] = own;
  const template = templates.get(first?.template.split('@')[0] ?? '');
  const field = template?.fields.find(({ id }) => id === first?.fieldId);
  // A form that is no longer installed: nobody can say what its values mean.
  if (template === undefined || field === undefined) return null;
  const countOf = (wanted: (outcome: Outcome) => boolean) => own.filter(wanted).length;
  const sure = ({ accepted }: Outcome) => accepted === true;
  const right = (outcome: Outcome) => wasRight(field, outcome);
  return {
    template: template.id,
    fieldId: field.id,
    labelJa: field.labelJa,
    labelEn: field.labelEn,
    sheets: own.length,
    sure: countOf((outcome) => sure(outcome) && right(outcome)),
    sureButWrong: countOf((outcome) => sure(outcome) && !right(outcome)),
    doubtful: countOf((outcome) => !sure(outcome)),
    doubtfulButRight: countOf((outcome) => !sure(outcome) && right(outcome)),
    contested: countOf(({ evidence }) => TWICE.includes(evidence)),
  };
}

const TWICE: ReadonlyArray<ClosedField['evidence']> = ['two_equal_keyings', 'adjudicated'];

const wasRight = (field: FormField, { readState, readValue, ...closed }: Outcome): boolean =>
  readState !== null && agreesWithReading(field, { state: readState, value: readValue }, closed);
