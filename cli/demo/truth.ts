import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';

const Truth = z.looseObject({
  sheet: z.string(),
  file: z.string(),
  page: z.int(),
  template: z.string(),
  fields: z.record(z.string(), z.string()).default({}),
});
export type Truth = z.infer<typeof Truth>;

export type Truths = Readonly<{ of(fileName: string, page: number): Truth | undefined }>;

/** What is written on the sample sheets, by file and page: the demonstration's people key from it. */
export async function loadTruths(folder: string): Promise<Truths> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json'));
  const byPage = new Map<string, Truth>();
  for (const name of names) {
    const truth = Truth.parse(JSON.parse(await readFile(join(folder, name), 'utf8')));
    byPage.set(`${basename(truth.file)}:${truth.page}`, truth);
  }
  return { of: (fileName, page) => byPage.get(`${fileName}:${page}`) };
}
