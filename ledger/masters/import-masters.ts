import { performAct } from '../act.ts';
import type { ActContext } from '../act-context.ts';
import type { Db } from '../database.ts';
import { csvInvalid } from './csv-problem.ts';
import {
  type MasterLines,
  type MasterTexts,
  parseMasterLines,
  readMasterFolder,
} from './parse-masters.ts';
import {
  unknownResidents,
  upsertEarlierDoses,
  upsertInstitutions,
  upsertIssuedTickets,
  upsertLots,
  upsertResidents,
} from './upsert.ts';

export type MasterCounts = Readonly<Record<keyof MasterLines, number>>;

/**
 * Imports the masters of the actor's municipality, all of them or nothing. A line already known by its key
 * is replaced; what a file does not mention stays.
 */
export async function importMasters(
  db: Db,
  context: ActContext,
  source: Readonly<{ folder: string }> | Readonly<{ texts: MasterTexts }>,
): Promise<MasterCounts> {
  const texts = 'folder' in source ? await readMasterFolder(source.folder) : source.texts;
  const lines = parseMasterLines(texts);
  const counts: MasterCounts = {
    residents: lines.residents.length,
    issuedTickets: lines.issuedTickets.length,
    institutions: lines.institutions.length,
    lots: lines.lots.length,
    earlierDoses: lines.earlierDoses.length,
  };
  const target = {
    action: 'masters.import',
    resourceKind: 'masters',
    resourceId: null,
    detail: counts,
  } as const;
  const { municipalityId } = context.actor;
  return performAct(db, context, target, async (tx) => {
    await upsertResidents(tx, municipalityId, valuesOf(lines.residents));
    const unknown = await unknownResidents(tx, municipalityId, valuesOf(lines.issuedTickets));
    refuseUnknown(lines.issuedTickets, unknown);
    await upsertIssuedTickets(tx, municipalityId, valuesOf(lines.issuedTickets));
    await upsertInstitutions(tx, municipalityId, valuesOf(lines.institutions));
    await upsertLots(tx, municipalityId, valuesOf(lines.lots));
    await upsertEarlierDoses(tx, municipalityId, valuesOf(lines.earlierDoses));
    return counts;
  });
}

const valuesOf = <T>(lines: ReadonlyArray<{ value: T }>): T[] => lines.map(({ value }) => value);

/** A ticket of nobody would lead review to nobody: the line is named before the database refuses it. */
function refuseUnknown(tickets: MasterLines['issuedTickets'], unknown: ReadonlySet<string>): void {
  const problems = tickets
    .filter(({ value }) => unknown.has(value.residentId))
    .map(({ line }) => ({
      file: 'issued-tickets.csv',
      line,
      ja: '「宛名番号」の住民がいません',
      en: '宛名番号 names no resident',
    }));
  if (problems.length > 0) throw csvInvalid(problems);
}
