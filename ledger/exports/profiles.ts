import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RejectedInputError } from '../../runtime/errors.ts';
import { hasCode } from '../../runtime/has-code.ts';
import { ExportProfile } from '../../schemas/export-profile.ts';
import { csvFormat } from './csv-format.ts';
import { fhirFormat } from './fhir-format.ts';
import type { ExportFormat } from './format.ts';

/** Those that come with the program, in the order they are offered. */
const SHIPPED = [
  'municipal-full',
  'municipal-fujimino',
  'municipal-toyonaka',
  'vrs-ledger',
  'fhir-jp-immunization',
] as const;

/** Shipped profiles and the municipality's own: files in a folder, one of the same id in the place of a shipped one. */
export async function exportProfiles(ownFolder: string | null): Promise<ExportProfile[]> {
  const shipped = await Promise.all(
    SHIPPED.map((id) => profileIn(new URL(`./profiles/${id}.json`, import.meta.url))),
  );
  const own = ownFolder === null ? [] : await ownProfiles(ownFolder);
  const byId = new Map([...shipped, ...own].map((profile) => [profile.id, profile]));
  return [...byId.values()];
}

async function ownProfiles(folder: string): Promise<ExportProfile[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return [];
    throw error;
  });
  const files = names.filter((name) => name.endsWith('.json')).toSorted();
  return Promise.all(files.map((name) => profileIn(join(folder, name))));
}

/** `config.invalid`, naming the place in the file, where it is no profile. */
export async function profileIn(path: string | URL): Promise<ExportProfile> {
  const refused = (reason: string, cause?: unknown) =>
    new RejectedInputError('config.invalid', {
      cause: new Error(`${String(path)}: ${reason}`, { cause }),
    });
  let written: unknown;
  try {
    written = JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    throw refused('JSON として読めません', error);
  }
  const profile = ExportProfile.safeParse(written);
  if (profile.success) return profile.data;
  const [first] = profile.error.issues;
  throw refused(`${first?.path.join('.') ?? ''} ${first?.message ?? ''}`.trim());
}

export const formatOf = async (
  profile: ExportProfile,
  municipalityId: string,
): Promise<ExportFormat> =>
  profile.format === 'csv' ? csvFormat(profile) : fhirFormat(profile, municipalityId);
