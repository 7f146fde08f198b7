import { type RawBuilder, sql } from 'kysely';
import { dayInJapan } from '../../rules/calendar.ts';

/**
 * Whether nothing is answered about the person of a row automatically, as it was at a moment: asked for, neither refused nor
 * lifted by then. What waits for a second person counts. `row` names a relation with `municipality_id` and `resident_id`.
 */
export const marked = (row: string, at: Date): RawBuilder<boolean> => {
  const whose = (column: string) => sql.ref(`${row}.${column}`);
  return sql<boolean>`exists (
    select from reply_marks m
    where m.municipality_id = ${whose('municipalityId')} and m.resident_id = ${whose('residentId')}
      and ${countsAt('m', at)})`;
};

/** The same of a row of `reply_marks` itself. */
export const countsAt = (mark: string, at: Date): RawBuilder<boolean> => {
  const its = (column: string) => sql.ref(`${mark}.${column}`);
  const day = sql`${dayInJapan(at)}::date`;
  return sql<boolean>`(${its('askedAt')} <= ${at}
    and (${its('decision')} is distinct from 'refused' or ${its('decidedAt')} > ${at})
    and (${its('liftedAt')} is null or ${its('liftedAt')} > ${at})
    and ${day} between coalesce(${its('fromDay')}, '-infinity') and coalesce(${its('toDay')}, 'infinity'))`;
};
