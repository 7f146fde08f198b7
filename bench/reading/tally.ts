import type { Truth } from '../../cli/demo/truth.ts';
import { compared, isSameValue } from '../../cli/truth/same-value.ts';
import { upper95 } from '../../rules/clopper-pearson.ts';
import type { FieldReading, PageReading } from '../../schemas/reading.ts';
import { KINDS, kindOf, NAMED_KINDS } from './kinds.ts';

export type Counts = { n: number; exact: number; accepted: number; wrongAccepted: number };
export type Row = Readonly<{
  n: number;
  exact: number;
  acceptedShare: number;
  accepted: number;
  wrongAmongAccepted: number;
  wrongUpper95: number;
}>;
type Bin = { n: number; right: number; sum: number };

export type Wrong = Readonly<{
  sheet: string;
  field: string;
  written: string;
  read: string | null;
  probability: number;
  accepted: boolean;
}>;

const BINS = 20;
const NOT_FORMS = ['blank', 'cover', 'other'];

/** What a run of readings comes to, field by field. Nothing of a page is kept but its mistakes. */
export class Tally {
  readonly fields = new Map<string, Counts>();
  readonly pairs = new Map<string, number>();
  readonly bins = new Map<string, Bin[]>();
  readonly wrongs: Wrong[] = [];
  readonly pages = { n: 0, templateRight: 0, notForms: 0, notFormsWithAccepted: 0 };
  readonly refused: Record<string, number> = {};

  add(truth: Truth, reading: PageReading): void {
    this.pages.n++;
    const isForm = !NOT_FORMS.includes(truth.template);
    const named = isForm
      ? reading.template === truth.template
      : NOT_FORMS.includes(reading.template);
    if (named) this.pages.templateRight++;
    if (!isForm) {
      this.pages.notForms++;
      const accepted = Object.values(reading.fields).some((field) => field.accepted);
      if (accepted) this.pages.notFormsWithAccepted++;
      return;
    }
    for (const [field, written] of Object.entries(truth.fields)) {
      if (kindOf(field) !== 'other')
        this.#addField(truth.sheet, field, written, reading.fields[field]);
    }
  }

  #addField(sheet: string, field: string, written: string, found: FieldReading | undefined): void {
    const read = found?.value ?? null;
    const accepted = found?.accepted ?? false;
    const probability = found?.probability ?? 0;
    const exact = isSameValue(field, read, written);
    const counts = this.fields.get(field) ?? { n: 0, exact: 0, accepted: 0, wrongAccepted: 0 };
    this.fields.set(field, counts);
    counts.n++;
    if (exact) counts.exact++;
    if (accepted) counts.accepted++;
    if (accepted && !exact) counts.wrongAccepted++;
    if (read !== null) this.#addBin(kindOf(field), probability, exact);
    if (exact) return;
    this.wrongs.push({ sheet, field, written, read, probability, accepted });
    for (const pair of confusions(field, written, read)) {
      this.pairs.set(pair, (this.pairs.get(pair) ?? 0) + 1);
    }
  }

  #addBin(kind: string, probability: number, exact: boolean): void {
    const bins =
      this.bins.get(kind) ?? Array.from({ length: BINS }, () => ({ n: 0, right: 0, sum: 0 }));
    this.bins.set(kind, bins);
    const bin = bins[Math.min(BINS - 1, Math.floor(probability * BINS))];
    if (bin === undefined) return;
    bin.n++;
    bin.sum += probability;
    if (exact) bin.right++;
  }

  rowOf(fields: readonly string[]): Row {
    const sum = { n: 0, exact: 0, accepted: 0, wrongAccepted: 0 };
    for (const field of fields) {
      const counts = this.fields.get(field);
      if (counts === undefined) continue;
      sum.n += counts.n;
      sum.exact += counts.exact;
      sum.accepted += counts.accepted;
      sum.wrongAccepted += counts.wrongAccepted;
    }
    return {
      n: sum.n,
      exact: sum.n === 0 ? 0 : sum.exact / sum.n,
      acceptedShare: sum.n === 0 ? 0 : sum.accepted / sum.n,
      accepted: sum.accepted,
      wrongAmongAccepted: sum.wrongAccepted,
      wrongUpper95: upper95(sum.wrongAccepted, sum.accepted),
    };
  }

  kinds(): Record<string, Row> {
    const rows = Object.entries(KINDS).map(([kind, fields]) => [kind, this.rowOf(fields)] as const);
    const named = NAMED_KINDS.flatMap((kind) => KINDS[kind] ?? []);
    return {
      ...Object.fromEntries(rows.filter(([, { n }]) => n > 0)),
      'named kinds': this.rowOf(named),
      all: this.rowOf(Object.values(KINDS).flat()),
    };
  }
}

const ONE_BY_ONE = new Set(['handwritten digits', 'dates', 'ocr line', 'sticker', 'print']);

/** 4→9 where one character was taken for another; whole words for marks. Lengths that differ say nothing. */
function confusions(field: string, written: string, read: string | null): string[] {
  const [was, is] = [compared(field, written), compared(field, read)];
  if (is === '') return [];
  const kind = kindOf(field);
  if (kind === 'marks' || kind === 'signatures') return [`${kind}: ${was} → ${is}`];
  if (!ONE_BY_ONE.has(kind) || [...was].length !== [...is].length) return [];
  const letters = [...is];
  return [...was].flatMap((letter, at) =>
    letter === letters[at] ? [] : [`${kind}: ${letter} → ${letters[at]}`],
  );
}
