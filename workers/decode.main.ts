import { DecodeQuestion } from './engines/decode-messages.ts';
import { openSource } from './engines/decode-source.ts';
import { answerQuestions } from './engines/isolate-answer.ts';
import { dieWithParent } from './engines/isolate-guard.ts';
import type { OpenSource } from './engines/open-source.ts';

dieWithParent();
let source: OpenSource | null = null;
answerQuestions(async (message) => {
  const question = DecodeQuestion.parse(message);
  if (question.kind === 'open') {
    source = await openSource(question.path, question);
    return { pageCount: source.pageCount, missingPages: source.missingPages ?? [] };
  }
  if (!source) throw new Error('no file is open');
  return await source.writePage(question.index, question.into);
});
