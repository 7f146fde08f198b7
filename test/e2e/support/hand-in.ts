import { readFile } from 'node:fs/promises';
import { followBatch } from '../../../cli/commands/ingest.ts';
import { logIn } from '../../../cli/demo/http-client.ts';
import { intakeApi } from '../../../schemas/api/intake.ts';
import { MUNICIPALITY, PASSWORD } from '../../support/test-program.ts';
import type { Office } from './office.ts';

const quiet = { show: () => undefined, stop: () => undefined };

/** Samples as a batch, without the page; resolves with the batch's id when all are read. */
export async function handIn(
  office: Office,
  label: string,
  scans: readonly string[],
  declaredSheets: number | null = null,
): Promise<string> {
  const clerk = await logIn(office.running.address, 'uketsuke', PASSWORD);
  const body = { label, institutionCode: null, month: null, declaredSheets };
  const { batchId } = await clerk.call(intakeApi.createBatch, { body });
  for (const name of scans) {
    const bytes = new Uint8Array(await readFile(`samples/scans/${name}`));
    await clerk.upload(intakeApi.upload, { params: { batchId } }, new File([bytes], name));
  }
  await followBatch(office.running.program, MUNICIPALITY, batchId, quiet);
  return batchId;
}
