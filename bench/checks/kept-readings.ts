import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { access } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import type { CorpusPage } from '../../cli/truth/corpus.ts';
import { inOrder } from '../../cli/truth/in-order.ts';
import { PageReading } from '../../schemas/reading.ts';
import { createReaderPool } from '../../workers/engines/reader-pool.ts';

/** A page as the readers made it out, before any master was heard, and what is written on it. */
export const KeptReading = z.strictObject({
  truth: z.looseObject({
    sheet: z.string(),
    file: z.string(),
    page: z.int(),
    template: z.string(),
    duplicateOf: z.string().nullish(),
    fields: z.record(z.string(), z.string()).default({}),
    plantedProblems: z.array(z.string()).default([]),
  }),
  reading: PageReading,
});
export type KeptReading = z.infer<typeof KeptReading>;

type Asked = Readonly<{ pages: () => AsyncIterable<CorpusPage>; templates: string; jobs: number }>;

/** Reads the pages, or takes the readings from a file of an earlier run; a new run leaves them there. */
export async function* readOrKept(
  asked: Asked,
  file: string | undefined,
): AsyncGenerator<KeptReading> {
  if (file === undefined) return yield* readPages(asked);
  const isThere = await access(file).then(
    () => true,
    () => false,
  );
  if (isThere) return yield* keptIn(file);
  const lines = createWriteStream(file);
  for await (const page of readPages(asked)) {
    lines.write(`${JSON.stringify(page)}\n`);
    yield page;
  }
  lines.end();
  await once(lines, 'finish');
}

async function* keptIn(file: string): AsyncGenerator<KeptReading> {
  for await (const line of createInterface({ input: createReadStream(file) }))
    yield KeptReading.parse(JSON.parse(line));
}

async function* readPages({ pages, templates, jobs }: Asked): AsyncGenerator<KeptReading> {
  const pool = createReaderPool({ size: jobs, templatesDir: templates });
  try {
    const results = inOrder(pages(), jobs, async (page) => {
      if (page.kind === 'refused') return page;
      const { reading } = await pool.read(page.image);
      return { kind: page.kind, kept: KeptReading.parse({ truth: page.truth, reading }) };
    });
    for await (const result of results) if (result.kind === 'page') yield result.kept;
  } finally {
    await pool.close();
  }
}
