import { createInterface } from 'node:readline/promises';
import type { Readable, Writable } from 'node:stream';
import { RejectedInputError } from '../../runtime/errors.ts';

type Terminal = Readable & { isTTY?: boolean; setRawMode?: (raw: boolean) => unknown };

/** A password typed twice without echo, or the first line of standard input where nobody types. */
export async function readNewPassword(input: Terminal, output: Writable): Promise<string> {
  if (input.isTTY !== true) {
    for await (const line of createInterface({ input })) return line;
    throw new RejectedInputError('input.invalid', {
      cause: new Error('パスワードを標準入力の1行目に渡してください'),
    });
  }
  const first = await hiddenLine(input, output, 'パスワード (12文字以上): ');
  const second = await hiddenLine(input, output, 'もう一度: ');
  if (first === second) return first;
  throw new RejectedInputError('input.invalid', {
    cause: new Error('二回の入力が違います。もう一度やり直してください'),
  });
}

/** readline echoes what it writes to its output: give it none, and write the prompt ourselves. */
async function hiddenLine(input: Terminal, output: Writable, prompt: string): Promise<string> {
  output.write(prompt);
  const lines = createInterface({ input, terminal: true });
  try {
    return await lines.question('');
  } finally {
    lines.close();
    output.write('\n');
  }
}
