import Table from 'cli-table3';
import type { Config } from '../../runtime/config.ts';
import type { Log } from '../../runtime/log.ts';
import type { Finding } from '../doctor/check.ts';
import { examineInstallation } from '../doctor/installation.ts';
import { examineMachine } from '../doctor/machine.ts';

export const DOCTOR_EXIT = { healthy: 0, ill: 1 } as const;

const MARK = { ok: '良', warn: '注意', bad: '不良' } as const;

/** What is wrong with this installation, and what to do about each thing. */
export async function doctorCommand(
  config: Config,
  log: Log,
  options: { json: boolean },
  print: (line: string) => void,
): Promise<number> {
  const findings = [...(await examineMachine(config)), ...(await examineInstallation(config, log))];
  const healthy = findings.every((finding) => finding.state !== 'bad');
  if (options.json) print(JSON.stringify({ healthy, findings }));
  else print(tableOf(findings));
  return healthy ? DOCTOR_EXIT.healthy : DOCTOR_EXIT.ill;
}

function tableOf(findings: readonly Finding[]): string {
  const head = ['', '調べたもの', '結果', 'すること'];
  const colWidths = [6, 22, 44, 44];
  const table = new Table({
    head,
    colWidths,
    wordWrap: true,
    wrapOnWordBoundary: false,
    style: { head: [], border: [] },
  });
  for (const { state, what, found, todo } of findings) table.push([MARK[state], what, found, todo]);
  return table.toString();
}
