import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';

/** What we use of vitest's JSON report. */
const Report = z.looseObject({
  numPassedTests: z.int(),
  numFailedTests: z.int(),
  success: z.boolean(),
});

const bin = (name: string): string => join('node_modules', '.bin', name);
const run = (command: string, args: readonly string[]): boolean =>
  spawnSync(command, args, { stdio: ['ignore', 'inherit', 'inherit'] }).status === 0;

/** Checks, then every test; ends with the line that tells anybody how it went. */
function main(): number {
  const folder = mkdtempSync(join(tmpdir(), 'yoshin-report-'));
  const report = join(folder, 'report.json');
  try {
    const checked = run('npm', ['run', '--silent', 'check']);
    const tested = run(bin('vitest'), [
      'run',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
      ...process.argv.slice(2),
    ]);
    const { numPassedTests, numFailedTests, success } = Report.parse(
      JSON.parse(readFileSync(report, 'utf8')),
    );
    // The checks count as one test: a project that does not pass them has failed.
    const passed = numPassedTests + (checked ? 1 : 0);
    const whole = checked && tested && success;
    const failed = numFailedTests + (checked ? 0 : 1);
    process.stdout.write(`${passed} passed, ${whole ? failed : Math.max(1, failed)} failed\n`);
    return whole ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

process.exitCode = main();
