import { discardDeadLetter, retryDeadLetter } from '../../ledger/intake/dead-letter-acts.ts';
import { listDeadLetters } from '../../ledger/intake/dead-letter-list.ts';
import { RejectedInputError } from '../../runtime/errors.ts';
import type { ListedDeadLetter } from '../../schemas/api/queue.ts';
import { forMunicipality } from '../program/municipality.ts';
import type { Program } from '../program/open-program.ts';

type Print = (line: string) => void;

/** What the machine gave up, a line each: number, stage, code, and the file or page it is about. */
export async function listDeadLettersCommand(
  program: Program,
  options: { municipality?: string; json: boolean },
  print: Print,
): Promise<number> {
  return forMunicipality(program.db, options.municipality, async (municipalityId) => {
    const items: ListedDeadLetter[] = [];
    for (let total = 1; items.length < total; ) {
      const page = await listDeadLetters(program.db, municipalityId, {
        offset: items.length,
        decided: false,
      });
      if (page.items.length === 0) break;
      items.push(...page.items);
      total = page.total;
    }
    if (options.json) {
      print(JSON.stringify({ items, total: items.length }));
      return 0;
    }
    for (const letter of items) {
      const subject = letter.sheetId ?? letter.originalId;
      print(`${letter.deadLetterId}  ${letter.queue}  ${letter.errorCode}  ${subject}`);
    }
    print(`あきらめたもの ${items.length} 件`);
    return 0;
  });
}

export async function resolveDeadLetterCommand(
  program: Program,
  act: 'retry' | 'discard',
  deadLetterId: string,
  options: { municipality?: string; reason: string },
  print: Print,
): Promise<number> {
  const isId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(deadLetterId);
  if (!isId) throw new RejectedInputError('resource.not_found');
  return forMunicipality(program.db, options.municipality, async (municipalityId) => {
    const context = program.operator(municipalityId);
    const resolve = act === 'retry' ? retryDeadLetter : discardDeadLetter;
    await resolve(program.db, context, { deadLetterId, reason: options.reason });
    print(act === 'retry' ? 'もう一度処理します' : '人の判断に回しました');
    return 0;
  });
}
