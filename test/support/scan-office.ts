import { readFile } from 'node:fs/promises';
import { followBatch } from '../../cli/commands/ingest.ts';
import { type HttpClient, logIn } from '../../cli/demo/http-client.ts';
import { truthBySheet, workThrough } from '../../cli/demo/reviewers.ts';
import { loadTruths, type Truth } from '../../cli/demo/truth.ts';
import type { Log } from '../../runtime/log.ts';
import { type BatchView, intakeApi } from '../../schemas/api/intake.ts';
import { scannedCover } from './covers.ts';
import { scannedPdf } from './pdf-fixtures.ts';
import { createTestDatabase } from './postgres.ts';
import { MUNICIPALITY, PASSWORD, startTestProgram } from './test-program.ts';
import { numberedTiff } from './tiff-numbers.ts';

/** A page of a stack: a sample sheet by its number, or a picture. */
export type Paper = number | Uint8Array;
export type ScanOffice = Awaited<ReturnType<typeof openScanOffice>>;

const quiet = { show: () => undefined, stop: () => undefined };
const sampleName = (number: number) => `scan_${String(number).padStart(4, '0')}.jpg`;
const picture = async (paper: Paper) =>
  typeof paper === 'number' ? readFile(`samples/scans/${sampleName(paper)}`) : paper;

/** The whole program with a clerk, a supervisor and two reviewers, all over HTTP. */
export async function openScanOffice(name: string, log?: Log) {
  const database = await createTestDatabase(name);
  const roles = {
    jimu: 'clerk',
    sekinin: 'supervisor',
    kakunin: 'reviewer',
    shonin: 'reviewer',
  } as const;
  const running = await startTestProgram(
    { databaseUrl: database.url },
    roles,
    'samples/masters',
    log,
  );
  const [clerk, chief, first, second] = (await Promise.all(
    ['jimu', 'sekinin', 'kakunin', 'shonin'].map((login) =>
      logIn(running.address, login, PASSWORD),
    ),
  )) as [HttpClient, HttpClient, HttpClient, HttpClient];
  /** The papers of each file, by its name: what reviewers have before them. */
  const stacks = new Map<string, readonly Paper[]>();
  const handIn = async (batchId: string, fileName: string, bytes: Uint8Array) => {
    const file = new File([new Uint8Array(bytes)], fileName);
    await clerk.upload(intakeApi.upload, { params: { batchId } }, file);
    await followBatch(running.program, MUNICIPALITY, batchId, quiet);
  };
  const pictures = (fileName: string, papers: readonly Paper[]) => {
    stacks.set(fileName, papers);
    return Promise.all(papers.map(picture));
  };
  return {
    clerk,
    chief,
    first,
    program: running.program,
    address: running.address,
    ownerUrl: database.url,
    /** One PDF, a page each. */
    scanIn: async (batchId: string, fileName: string, papers: readonly Paper[]) => {
      const pages = await pictures(fileName, papers);
      const pdf = await scannedPdf(pages.map((bytes) => ({ bytes, type: 'jpeg' })));
      await handIn(batchId, fileName, pdf);
    },
    /** One TIFF whose scanner counted so many pages and numbered these, from nought. */
    scanNumbered: async (
      batchId: string,
      fileName: string,
      papers: readonly Paper[],
      numbers: { given: readonly number[]; of: number },
    ) => {
      const pages = await pictures(fileName, papers);
      await handIn(batchId, fileName, await numberedTiff(pages, numbers.given, numbers.of));
    },
    newBatch: async (label: string, declaredSheets: number | null) => {
      const body = { label, institutionCode: null, month: '2021-07', declaredSheets };
      return (await clerk.call(intakeApi.createBatch, { body })).batchId;
    },
    coverOf: async (batchId: string) =>
      scannedCover(await clerk.download(intakeApi.coverSheet, { params: { batchId } })),
    viewOf: async (batchId: string): Promise<BatchView> =>
      (await clerk.call(intakeApi.batch, { params: { batchId } })).batch,
    close: (who: HttpClient, batchId: string, reason: string | null = null) =>
      who.call(intakeApi.closeBatch, { params: { batchId }, body: { reason } }),
    review: (batchIds: readonly string[]) => reviewAll({ clerk, first, second, stacks }, batchIds),
    handIn,
    shut: async () => {
      await running.close();
      await database.drop();
    },
  };
}

type Reviewing = Readonly<{
  clerk: HttpClient;
  first: HttpClient;
  second: HttpClient;
  stacks: ReadonlyMap<string, readonly Paper[]>;
}>;

/** Two people key what is written on the samples among the papers, and sign. */
async function reviewAll(
  { clerk, first, second, stacks }: Reviewing,
  batchIds: readonly string[],
): Promise<void> {
  const samples = await loadTruths('samples/truth');
  const truths = {
    of: (fileName: string, page: number) => {
      const paper = stacks.get(fileName)?.[page - 1];
      return typeof paper === 'number' ? samples.of(sampleName(paper), 1) : undefined;
    },
  };
  const known = new Map<string, Truth>();
  for (const batchId of batchIds) {
    for (const [sheetId, truth] of await truthBySheet(clerk, batchId, truths)) {
      known.set(sheetId, truth);
    }
  }
  await workThrough(first, 'verify', known, () => undefined);
  await workThrough(second, 'approve', known, () => undefined);
}
