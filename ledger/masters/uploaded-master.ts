import { createHash } from 'node:crypto';
import { RejectedInputError } from '../../runtime/errors.ts';
import type { ShownMaster } from '../../schemas/api/masters.ts';
import type { FilePlan, ImportPlan } from '../../schemas/master-plan.ts';
import type { ActContext } from '../act-context.ts';
import type { Db } from '../database.ts';
import { importSources, planImport } from './import-masters.ts';
import { shippedProfile } from './profiles.ts';
import { type MasterSource, sourceOf } from './sources.ts';

/** One master's file as it comes from a page. Held in memory until it is done with: the register is nowhere in the clear. */
export type UploadedMaster = Readonly<{
  master: ShownMaster;
  /** Id of a profile that comes with the program. */
  profile: string;
  file: Readonly<{ fileName: string; stream: AsyncIterable<Uint8Array> }>;
}>;

type Received = Readonly<{ source: MasterSource; sha256: string }>;

async function receive({ master, profile, file }: UploadedMaster): Promise<Received> {
  const chunks: Uint8Array[] = [];
  const hash = createHash('sha256');
  for await (const chunk of file.stream) {
    chunks.push(chunk);
    hash.update(chunk);
  }
  const columns = (await shippedProfile(profile))?.files[master];
  if (columns === undefined) throw new RejectedInputError('input.invalid', { fields: ['profile'] });
  const source = { kind: master, profile: columns, source: sourceOf(file.fileName, chunks) };
  return { source, sha256: hash.digest('hex') };
}

/** What the file would change, and what it is known by. */
export async function planUploaded(
  db: Db,
  context: ActContext,
  uploaded: UploadedMaster,
): Promise<{ plan: ImportPlan; sha256: string }> {
  const { source, sha256 } = await receive(uploaded);
  return { plan: await planImport(db, context, [source]), sha256 };
}

/** Imports the file that was planned; throws `masters.changed_meanwhile` where it is another, or the masters are. */
export async function importUploaded(
  db: Db,
  context: ActContext,
  { sha256: planned, basis, ...uploaded }: UploadedMaster & { sha256: string; basis: number },
): Promise<{ files: FilePlan[] }> {
  const { source, sha256 } = await receive(uploaded);
  if (sha256 !== planned) throw new RejectedInputError('masters.changed_meanwhile');
  return { files: await importSources(db, context, [source], basis) };
}
