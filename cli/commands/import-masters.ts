import { importMasters } from '../../ledger/masters/import-masters.ts';
import { municipalityFor } from '../program/municipality.ts';
import type { Program } from '../program/open-program.ts';

export async function importMastersCommand(
  program: Program,
  folder: string,
  options: { municipality?: string },
  print: (line: string) => void,
): Promise<number> {
  const municipalityId = await municipalityFor(program.db, options.municipality);
  const counts = await importMasters(program.db, program.operator(municipalityId), { folder });
  print(
    `取り込みました: 住民 ${counts.residents}、券 ${counts.issuedTickets}、医療機関 ${counts.institutions}、ロット ${counts.lots}、接種歴 ${counts.earlierDoses}`,
  );
  return 0;
}
