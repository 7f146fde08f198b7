import { answerQuestions } from './engines/isolate-answer.ts';
import { dieWithParent } from './engines/isolate-guard.ts';
import { classifyPage, type PageReader, readPage } from './engines/page-reader.ts';
import { ReaderQuestion } from './engines/reader-messages.ts';
import { loadTemplates } from './engines/templates.ts';

dieWithParent();
let reader: PageReader<null> | null = null;
answerQuestions(async (message) => {
  const question = ReaderQuestion.parse(message);
  if (question.kind === 'start') {
    reader = {
      forms: await loadTemplates(question.templatesDir),
      readFields: async () => ({}),
      engines: null,
      elapsedMs: () => performance.now(),
    };
    return null;
  }
  if (!reader) throw new Error('the reader was not started');
  if (question.kind === 'read') return await readPage(question.image, reader);
  const { template, registration, evidence } = await classifyPage(question.image, reader.forms);
  return { template, registration, evidence };
});
