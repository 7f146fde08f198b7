import type { KnownProgramme } from '../../schemas/api/masters.ts';
import { ALL } from '../../schemas/masters.ts';
import type { VaccineMaster } from '../../schemas/vaccine-master.ts';

/** Which of the two the vaccine master does not have: the programme, or the vaccine as one of it; `null` where it has both. */
export function unknownVaccine(
  { programmes }: VaccineMaster,
  { programme, vaccine }: { programme: unknown; vaccine: unknown },
): 'programme' | 'vaccine' | null {
  const found = programmes.find(({ id }) => id === programme);
  if (found === undefined) return 'programme';
  return vaccine === ALL || found.vaccines.some((id) => id === vaccine) ? null : 'vaccine';
}

/** The programmes and their vaccines, for people to choose from. */
export function knownProgrammes({ programmes, vaccines }: VaccineMaster): KnownProgramme[] {
  return programmes.map(({ id, nameJa, nameEn, vaccines: ids }) => ({
    ...{ id, nameJa, nameEn },
    vaccines: vaccines
      .filter((vaccine) => ids.includes(vaccine.id))
      .map((vaccine) => ({ id: vaccine.id, nameJa: vaccine.nameJa, nameEn: vaccine.nameEn })),
  }));
}
