import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Vaccine, VaccineMaster, VaccineRules } from '../schemas/vaccine-master.ts';
import { InvariantError } from './errors.ts';

/** What ships with the program: `general.json` and one file per vaccine. */
const FOLDER = fileURLToPath(new URL('../vaccines', import.meta.url));
const GENERAL = 'general.json';

let shipped: Promise<VaccineMaster> | undefined;

/** The vaccine master that ships with the program, read once. */
export function shippedVaccines(): Promise<VaccineMaster> {
  shipped ??= readVaccines(FOLDER);
  return shipped;
}

/** A vaccine master in a folder; `config.invalid` where it is not one. */
export async function readVaccines(folder: string): Promise<VaccineMaster> {
  try {
    const names = (await readdir(folder)).filter((name) => name.endsWith('.json')).sort();
    const parsed = async (name: string): Promise<unknown> =>
      JSON.parse(await readFile(join(folder, name), 'utf8'));
    const vaccines = await Promise.all(
      names
        .filter((name) => name !== GENERAL)
        .map(async (name) => {
          const vaccine = Vaccine.parse(await parsed(name));
          if (`${vaccine.id}.json` !== name) throw new Error(`${name} is of ${vaccine.id}`);
          return vaccine;
        }),
    );
    return VaccineMaster.parse({ ...VaccineRules.parse(await parsed(GENERAL)), vaccines });
  } catch (error) {
    throw new InvariantError('config.invalid', {
      cause: new Error('the vaccine master is not usable', { cause: error }),
    });
  }
}
