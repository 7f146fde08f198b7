import type { JudgedPage } from '../../cli/check/judge-page.ts';
import type { Finding, FindingCode } from '../../schemas/finding.ts';
import type { KeptReading } from './kept-readings.ts';

export type Seen = Readonly<{
  sheet: string;
  code: string;
  kind: Finding['kind'];
  severity: Finding['severity'];
  /** What is written and what was read, of the fields it speaks of. */
  fields: Readonly<
    Record<string, Readonly<{ written: string; read: string | null; accepted: boolean }>>
  >;
}>;

export class FindingTally {
  sheets = 0;
  readonly planted: { sheet: string; code: string; found: Seen | null; byKeying: boolean }[] = [];
  /** Not planted, and so all the same. */
  readonly right: Seen[] = [];
  readonly wrong: Seen[] = [];

  add(
    truth: KeptReading['truth'],
    { findings, reading }: JudgedPage,
    ofTruth: readonly FindingCode[],
  ): void {
    if (Object.keys(truth.fields).length === 0) {
      this.wrong.push(...findings.map((finding) => seen(truth, reading, finding)));
      return;
    }
    this.sheets += 1;
    for (const code of truth.plantedProblems) {
      const finding = findings.find((each) => each.code === code);
      const found = finding === undefined ? null : seen(truth, reading, finding);
      const byKeying = ofTruth.some((each) => each === code);
      this.planted.push({ sheet: truth.sheet, code, found, byKeying });
    }
    for (const finding of findings) {
      if (truth.plantedProblems.includes(finding.code)) continue;
      const list = ofTruth.includes(finding.code) ? this.right : this.wrong;
      list.push(seen(truth, reading, finding));
    }
  }
}

function seen(
  truth: KeptReading['truth'],
  reading: JudgedPage['reading'],
  { code, kind, severity, fields }: Finding,
): Seen {
  const pairs = fields.map((id) => {
    const field = reading.fields[id];
    const written = truth.fields[id] ?? '';
    return [id, { written, read: field?.value ?? null, accepted: field?.accepted === true }];
  });
  return { sheet: truth.sheet, code, kind, severity, fields: Object.fromEntries(pairs) };
}
