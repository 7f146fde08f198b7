import { sql } from 'kysely';
import { daysBetween } from '../../rules/calendar.ts';
import {
  AGE_BANDS,
  type AgeBand,
  type BacklogView,
  type ClinicFigures,
} from '../../schemas/api/backlog.ts';
import { PENDING_STATES, SheetState } from '../../schemas/sheet-state.ts';
import type { Tx } from '../database.ts';
import type { Templates } from '../review/round.ts';

type Counts = ReadonlyMap<SheetState, number>;

/** Open sheets that stand alike. */
export type OpenGroup = Readonly<{
  state: SheetState;
  institutionCode: string | null;
  template: string | null;
  /** Day of arrival in Japan. */
  day: string;
  sheets: number;
  oldestAt: Date;
}>;

export async function stateCounts(tx: Tx, municipalityId: string): Promise<Counts> {
  const rows = await tx
    .selectFrom('sheets')
    .select(['state', (eb) => eb.fn.countAll<number>().as('sheets')])
    .where('municipalityId', '=', municipalityId)
    .groupBy('state')
    .execute();
  return new Map(rows.map(({ state, sheets }) => [state, sheets]));
}

export async function openGroups(tx: Tx, municipalityId: string): Promise<OpenGroup[]> {
  const { rows } = await sql<OpenGroup>`
    select s.state, b.institution_code, s.template, s.day, sum(s.sheets)::int8 as sheets,
      min(s.oldest_at) as oldest_at
    from (
      select batch_id, state, template, (created_at at time zone 'Asia/Tokyo')::date as day,
        count(*) as sheets, min(created_at) as oldest_at
      from sheets where municipality_id = ${municipalityId} and sheet_is_open(state)
      group by 1, 2, 3, 4
    ) s join batches b using (batch_id)
    group by 1, 2, 3, 4`.execute(tx);
  return rows;
}

/** Of the clinics that have something open. */
export async function clinicNames(
  tx: Tx,
  municipalityId: string,
  groups: readonly OpenGroup[],
): Promise<ReadonlyMap<string, string>> {
  const codes = [...new Set(groups.flatMap(({ institutionCode }) => institutionCode ?? []))];
  if (codes.length === 0) return new Map();
  const rows = await tx
    .selectFrom('institutions')
    .select(['institutionCode', 'name'])
    .where('municipalityId', '=', municipalityId)
    .where('institutionCode', 'in', codes)
    .execute();
  return new Map(rows.map(({ institutionCode, name }) => [institutionCode, name]));
}

type Counted = Readonly<{
  counts: Counts;
  groups: readonly OpenGroup[];
  names: ReadonlyMap<string, string>;
  templates: Templates;
  today: string;
}>;

export function figuresOf({
  counts,
  groups,
  names,
  templates,
  today,
}: Counted): Pick<BacklogView, 'sheets' | 'open' | 'byState' | 'byClinic' | 'byForm'> {
  const open = groups.reduce((sum, { sheets }) => sum + sheets, 0);
  return {
    sheets: [...counts.values()].reduce((sum, sheets) => sum + sheets, 0),
    open,
    byState: SheetState.options.map((state) => ({
      state,
      sheets: counts.get(state) ?? 0,
      byAge: PENDING_STATES.includes(state)
        ? agesOf(
            groups.filter((group) => group.state === state),
            today,
          )
        : null,
    })),
    byClinic: gathered(groups, ({ institutionCode }) => institutionCode).map(
      ([institutionCode, figures]) => ({
        institutionCode,
        name: institutionCode === null ? null : (names.get(institutionCode) ?? null),
        ...figures,
      }),
    ),
    byForm: gathered(groups, ({ template }) =>
      template !== null && templates.has(template) ? template : null,
    ).map(([template, figures]) => {
      const form = template === null ? undefined : templates.get(template);
      const { titleJa = null, titleEn = null } = form ?? {};
      return { template, titleJa, titleEn, ...figures };
    }),
  };
}

const agesOf = (groups: readonly OpenGroup[], today: string): Record<AgeBand, number> => {
  const ages = { today: 0, few_days: 0, within_week: 0, fortnight: 0, older: 0 };
  for (const { day, sheets } of groups) ages[bandOf(daysBetween(day, today))] += sheets;
  return ages;
};

/** Days from which a band begins, the oldest first. */
const BEGINS = [14, 7, 3, 1] as const;

function bandOf(days: number): AgeBand {
  const place = BEGINS.findIndex((from) => days >= from);
  return (place === -1 ? undefined : AGE_BANDS[AGE_BANDS.length - 1 - place]) ?? 'today';
}

type Figures = Omit<ClinicFigures, 'institutionCode' | 'name'>;

/** The most open first. */
function gathered(
  groups: readonly OpenGroup[],
  keyOf: (group: OpenGroup) => string | null,
): Array<[string | null, Figures]> {
  const found = [...Map.groupBy(groups, keyOf)].map(([key, own]): [string | null, Figures] => {
    const countOf = (wanted: readonly SheetState[]) =>
      own.reduce((sum, { state, sheets }) => sum + (wanted.includes(state) ? sheets : 0), 0);
    const oldestMs = Math.min(...own.map(({ oldestAt }) => oldestAt.getTime()));
    const figures = {
      open: countOf(PENDING_STATES),
      withMachine: countOf(['received', 'preprocessed', 'read', 'unknown_form']),
      toVerify: countOf(['checked', 'in_review']),
      toApprove: countOf(['awaiting_approval']),
      toAdjudicate: countOf(['adjudication']),
      oldestAt: new Date(oldestMs).toISOString(),
    };
    return [key, figures];
  });
  return found.sort(
    ([key, one], [otherKey, other]) => other.open - one.open || byKey(key, otherKey),
  );
}

/** What belongs to none comes last. */
function byKey(one: string | null, other: string | null): number {
  if (one === null || other === null) return Number(one === null) - Number(other === null);
  return one < other ? -1 : 1;
}
