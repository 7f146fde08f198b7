import { writeFile } from 'node:fs/promises';
import { coverFacts } from '../../ledger/intake/cover-facts.ts';
import { printCoverSheet } from '../../print/cover-sheet.ts';
import { RejectedInputError } from '../../runtime/errors.ts';
import { intakeApi } from '../../schemas/api/intake.ts';
import { forMunicipality } from '../program/municipality.ts';
import type { Program } from '../program/open-program.ts';

export type CoverSheetOptions = Readonly<{ batch: string; municipality?: string; out?: string }>;

/** Writes the cover of a batch as a PDF to print. */
export async function coverSheetCommand(
  program: Program,
  options: CoverSheetOptions,
  print: (line: string) => void,
): Promise<number> {
  const asked = intakeApi.coverSheet.params.safeParse({ batchId: options.batch });
  if (!asked.success) throw new RejectedInputError('resource.not_found');
  const { batchId } = asked.data;
  return forMunicipality(program.db, options.municipality, async (municipalityId) => {
    const facts = await coverFacts(program.db, municipalityId, batchId);
    const pdf = await printCoverSheet({
      ...facts,
      printedAt: program.operator(municipalityId).now,
    });
    const path = options.out ?? `cover-${batchId}.pdf`;
    await writeFile(path, pdf);
    print(`${path} に束「${facts.label}」の表紙を書きました`);
    return 0;
  });
}
