import { batchesNamed } from '../../ledger/intake/batches.ts';
import { prioritiseBatch } from '../../ledger/intake/priority.ts';
import { RejectedInputError } from '../../runtime/errors.ts';
import type { Priority } from '../../schemas/jobs.ts';
import { forMunicipality } from '../program/municipality.ts';
import type { Program } from '../program/open-program.ts';

export async function batchPriorityCommand(
  program: Program,
  { named, priority }: { named: string; priority: Priority },
  options: { municipality?: string },
  print: (line: string) => void,
): Promise<number> {
  return forMunicipality(program.db, options.municipality, async (municipalityId) => {
    const batchId = await batchNamed(program, municipalityId, named);
    const batch = await prioritiseBatch(program.db, program.operator(municipalityId), {
      batchId,
      priority,
    });
    const order = priority === 'urgent' ? '先に処理します' : '通常の順に戻しました';
    print(`${batch.label}: ${order}`);
    return 0;
  });
}

/** By its number, or by a name that no other open batch has. */
async function batchNamed({ db }: Program, municipalityId: string, named: string): Promise<string> {
  const found = await batchesNamed(db, municipalityId, named);
  const [only] = found;
  if (only !== undefined && found.length === 1) return only.batchId;
  if (found.length === 0) throw new RejectedInputError('resource.not_found');
  const ids = found.map(({ batchId }) => batchId).join(', ');
  const reason = `その名前の束がいくつもあります。番号で指定してください: ${ids}`;
  throw new RejectedInputError('input.invalid', { cause: new Error(reason) });
}
