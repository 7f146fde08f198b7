import { answerQuestions } from '../../workers/engines/isolate-answer.ts';
import { dieWithParent } from '../../workers/engines/isolate-guard.ts';
import { ReaderQuestion } from '../../workers/engines/reader-messages.ts';

/** A page reader that does what the "image" says, and otherwise answers with its own process id. */
dieWithParent();
answerQuestions(async (message) => {
  const question = ReaderQuestion.parse(message);
  if (question.kind === 'start' || question.kind === 'compare') return null;
  if (question.image === 'crash') process.exit(3);
  if (question.image === 'throw') throw new Error('a bug met by this page alone');
  if (question.image === 'hang') hang();
  if (question.image === 'bloat') bloat();
  const evidence = { nearest: null, ink: null };
  return { template: `pid-${process.pid}`, registration: null, cover: null, evidence };
});

function hang(): void {
  for (;;) Math.sqrt(2);
}

function bloat(): void {
  const kept: Buffer[] = [];
  for (;;) kept.push(Buffer.alloc(32 * 1024 * 1024, kept.length + 1));
}
