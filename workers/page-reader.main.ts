import { pageComparer } from './engines/compare-pages.ts';
import { findCover } from './engines/find-cover.ts';
import { answerQuestions } from './engines/isolate-answer.ts';
import { dieWithParent } from './engines/isolate-guard.ts';
import { lookAtPage } from './engines/look-at-page.ts';
import { classifyPage, type FindCover, placePage, readPage } from './engines/page-reader.ts';
import { readFields } from './engines/read-fields.ts';
import { ReaderQuestion } from './engines/reader-messages.ts';
import { createEngines, type ReadingEngines } from './engines/reading-engines.ts';
import { type LoadedTemplate, loadTemplates } from './engines/templates.ts';
import { openBarcodeReader } from './engines/zxing.ts';

type Started = {
  forms: LoadedTemplate[];
  engines: () => Promise<ReadingEngines>;
  compare: ReturnType<typeof pageComparer>;
  findCover: FindCover;
};

dieWithParent();
let started: Started | null = null;
answerQuestions(async (message) => {
  const question = ReaderQuestion.parse(message);
  if (question.kind === 'start') {
    started = await start(question.templatesDir);
    return null;
  }
  if (!started) throw new Error('the reader was not started');
  const { forms, engines, compare, findCover } = started;
  if (question.kind === 'classify') {
    return await classifyPage(question.image, forms, findCover);
  }
  if (question.kind === 'look') {
    const reader = { forms, engines: await engines(), findCover };
    return await lookAtPage(question.image, question.chosen, reader);
  }
  if (question.kind === 'place') return await placePage(question.image, forms, question.chosen);
  if (question.kind === 'compare') return compare(question.template, question.pages);
  const reader = {
    forms,
    engines: await engines(),
    readFields,
    findCover,
    elapsedMs: () => performance.now(),
  };
  return await readPage(question.image, reader, question.placed);
});

/** Classifying needs no recogniser: the engines are started by the first page that is looked through or read. */
async function start(templatesDir: string): Promise<Started> {
  const forms = await loadTemplates(templatesDir);
  let engines: Promise<ReadingEngines> | null = null;
  return {
    forms,
    compare: pageComparer(forms),
    engines: () => {
      engines ??= createEngines({ forms });
      return engines;
    },
    findCover: async (page) => findCover(page, await openBarcodeReader()),
  };
}
