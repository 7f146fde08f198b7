import { assignClinics, clinicCodes } from '../../ledger/accounts/clinics.ts';
import { forMunicipality } from '../program/municipality.ts';
import type { Program } from '../program/open-program.ts';

/** Gives a contractor the sheets of these clinics, and of no others; none at all takes them away. */
export const assignClinicsCommand = (
  program: Program,
  given: Readonly<{ loginName: string; clinics: readonly string[] }>,
  options: { municipality?: string },
  print: (line: string) => void,
): Promise<number> =>
  forMunicipality(program.db, options.municipality, async (municipalityId) => {
    const clinics = clinicCodes(given.clinics);
    await assignClinics(program.db, program.operator(municipalityId), { ...given, clinics });
    print(`${given.loginName} が扱う医療機関: ${clinics.length} 件`);
    return 0;
  });
