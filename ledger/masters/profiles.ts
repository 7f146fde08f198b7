import { readFile } from 'node:fs/promises';
import { RejectedInputError } from '../../runtime/errors.ts';
import { MasterProfile } from '../../schemas/master-profile.ts';

/** Those that come with the program; the first is meant where none is named. */
const SHIPPED = ['standard', 'shift-jis'] as const;
const shippedAt = (id: string): URL => new URL(`./profiles/${id}.json`, import.meta.url);

export async function shippedProfiles(): Promise<MasterProfile[]> {
  return Promise.all(
    SHIPPED.map(async (id) =>
      MasterProfile.parse(JSON.parse(await readFile(shippedAt(id), 'utf8'))),
    ),
  );
}

/** One that comes with the program, by its id; `null` where there is none of that name. */
export async function shippedProfile(id: string): Promise<MasterProfile | null> {
  const profiles = await shippedProfiles();
  return profiles.find((profile) => profile.id === id) ?? null;
}

/** By id, or a file of the municipality's own. Without a name the standard one. */
export async function openProfile(named: string = SHIPPED[0]): Promise<MasterProfile> {
  return (await shippedProfile(named)) ?? ownProfile(named);
}

async function ownProfile(path: string): Promise<MasterProfile> {
  const refused = (reason: string, cause?: unknown) =>
    new RejectedInputError('config.invalid', { cause: new Error(reason, { cause }) });
  let written: unknown;
  try {
    written = JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    throw refused(
      `プロファイル ${path} を読めません (JSON のファイル、または ${SHIPPED.join('・')})`,
      error,
    );
  }
  const profile = MasterProfile.safeParse(written);
  if (profile.success) return profile.data;
  const [first] = profile.error.issues;
  throw refused(`プロファイル ${path}: ${first?.path.join('.') ?? ''} ${first?.message ?? ''}`);
}
