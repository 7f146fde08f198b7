import type { z } from 'zod';
import { lotInForce } from '../../rules/lot-in-force.ts';
import { keyOf } from '../../rules/master-row.ts';
import type { MasterKind, MasterRow } from '../../schemas/master-kinds.ts';
import {
  EarlierDose,
  Fee,
  Institution,
  IssuedTicket,
  type Lot,
  LotRow,
  Physician,
  Resident,
} from '../../schemas/masters.ts';
import { csvInvalid, noProblems, type Problems } from './csv-problem.ts';
import { openProfile } from './profiles.ts';
import { openMaster } from './read-lines.ts';
import { type MasterSource, sourcesIn } from './sources.ts';

export type Masters = Readonly<{
  residents: readonly Resident[];
  issuedTickets: readonly IssuedTicket[];
  institutions: readonly Institution[];
  physicians: readonly Physician[];
  /** As they count: an override has gone before what was printed. */
  lots: readonly Lot[];
  fees: readonly Fee[];
  earlierDoses: readonly EarlierDose[];
}>;

/** Masters read from a folder, for reading and checking sheets without a database. */
export async function parseMasters(folder: string): Promise<Masters> {
  const sources = await sourcesIn(folder, await openProfile());
  const problems = noProblems();
  const rows = new Map<MasterKind, MasterRow[]>();
  for (const each of sources) rows.set(each.kind, await rowsOf(each, problems));
  if (problems.count > 0) throw csvInvalid(problems);
  // Sound already, line by line; parsing once more gives them their types.
  const of = <S extends z.ZodObject>(kind: MasterKind, schema: S): Array<z.output<S>> =>
    (rows.get(kind) ?? []).map((row) => schema.parse(row));
  return {
    residents: of('residents', Resident),
    issuedTickets: of('issuedTickets', IssuedTicket),
    institutions: of('institutions', Institution),
    physicians: of('physicians', Physician),
    lots: of('lots', LotRow).map(lotInForce),
    fees: of('fees', Fee),
    earlierDoses: of('earlierDoses', EarlierDose),
  };
}

async function rowsOf(
  { kind, profile, source }: MasterSource,
  problems: Problems,
): Promise<MasterRow[]> {
  const master = await openMaster(kind, profile, source, problems);
  const rows: MasterRow[] = [];
  const seen = new Map<string, number>();
  for await (const { line, row } of master?.lines ?? []) {
    const key = JSON.stringify(keyOf(kind, row));
    const before = seen.get(key);
    if (before === undefined) {
      seen.set(key, line);
      rows.push(row);
    } else {
      const { file } = source;
      problems.add({ file, line, code: 'same_key', column: null, number: before });
    }
  }
  return rows;
}
