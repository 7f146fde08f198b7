import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { followChanges } from '../../../review-ui/app/live-changes.ts';
import { tellPresence } from '../../../review-ui/app/presence.ts';
import type { Endpoint } from '../../../schemas/api/endpoint.ts';
import { type Change, EVENTS } from '../../../schemas/api/events.ts';
import { intakeApi } from '../../../schemas/api/intake.ts';
import { ledgerApi } from '../../../schemas/api/ledger.ts';

const ONE = '01890000-0000-7000-8000-000000000001';
const TWO = '01890000-0000-7000-8000-000000000002';

/** What a browser's EventSource is to the page. */
class Line extends EventTarget {
  closed = false;
  close(): void {
    this.closed = true;
  }
  say(event: string, data: unknown = {}): void {
    this.dispatchEvent(new MessageEvent(event, { data: JSON.stringify(data) }));
  }
}

class Screen extends EventTarget {
  hidden = false;
  turn(hidden: boolean): void {
    this.hidden = hidden;
    this.dispatchEvent(new Event('visibilitychange'));
  }
}

let lines: Line[];
let screen: Screen;
let onScreen: Array<{ queryKey: readonly unknown[]; asked: number }>;
let answers: Array<() => void>;
let ended: number;
let stop: () => void;
const newest = () => lines.at(-1) ?? new Line();

beforeEach(() => {
  vi.useFakeTimers();
  lines = [];
  screen = new Screen();
  onScreen = [];
  answers = [];
  ended = 0;
  stop = followChanges({
    cache: {
      invalidateQueries: ({ predicate }) => {
        for (const query of onScreen.filter(predicate)) query.asked += 1;
        return new Promise((resolve) => answers.push(resolve));
      },
    },
    page: screen,
    connect: () => {
      const line = new Line();
      lines.push(line);
      return line;
    },
    onEnded: () => {
      ended += 1;
    },
  });
});
afterEach(() => {
  stop();
  vi.useRealTimers();
});

/** Something on the screen: how often it was asked for again. */
function shown(endpoint: Pick<Endpoint, 'path'>, parts: unknown = {}) {
  const query = { queryKey: [endpoint.path, parts], asked: 0 };
  onScreen.push(query);
  return { times: () => query.asked };
}
/** The answers to what was asked for have come. */
async function answer(): Promise<void> {
  const waiting = answers;
  answers = [];
  for (const come of waiting) come();
  await vi.advanceTimersByTimeAsync(1);
}
const tell = (change: Change) => newest().say(EVENTS.change, change);

test('what changed is asked for again, and nothing else', () => {
  const batch = shown(intakeApi.batch, { params: { batchId: ONE } });
  const sheets = shown(intakeApi.sheets, { query: { batchId: ONE, offset: 0 } });
  const list = shown(intakeApi.batches);
  const other = shown(intakeApi.batch, { params: { batchId: TWO } });
  const otherSheets = shown(intakeApi.sheets, { query: { batchId: TWO, offset: 0 } });
  const ledger = shown(ledgerApi.status);
  tell({ kind: 'batch', batchId: ONE });
  expect([batch, sheets, list].map((query) => query.times())).toEqual([1, 1, 1]);
  expect([other, otherSheets, ledger].map((query) => query.times())).toEqual([0, 0, 0]);
  tell({ kind: 'stuck' });
  expect([batch, other, ledger].map((query) => query.times())).toEqual([2, 1, 0]);
});

test('what changes while an answer is on its way is asked for once more, after it', async () => {
  const counts = shown(intakeApi.sheetCounts);
  for (let change = 0; change < 5; change += 1) tell({ kind: 'counts' });
  expect(counts.times()).toBe(1);
  await answer();
  expect(counts.times()).toBe(2);
  await answer();
  expect(counts.times()).toBe(2);
  tell({ kind: 'counts' });
  expect(counts.times()).toBe(3);
});

test('with a new line everything is asked for: nobody knows what was missed', () => {
  const counts = shown(intakeApi.sheetCounts);
  const ledger = shown(ledgerApi.status);
  newest().dispatchEvent(new Event('open'));
  expect([counts.times(), ledger.times()]).toEqual([1, 0]);
});

test('a page nobody sees has no line, and gets one when it is seen again', () => {
  screen.turn(true);
  expect(lines.map(({ closed }) => closed)).toEqual([true]);
  vi.advanceTimersByTime(600_000);
  expect(lines).toHaveLength(1);
  screen.turn(false);
  expect(lines.map(({ closed }) => closed)).toEqual([true, false]);
});

test('a page that gave way to another comes back only when somebody looks at it', () => {
  newest().say(EVENTS.replaced);
  vi.advanceTimersByTime(600_000);
  expect([lines.length, newest().closed]).toEqual([1, true]);
  screen.turn(true);
  screen.turn(false);
  expect(lines).toHaveLength(2);
});

test('a broken line is tried again, ever more seldom, and the session is looked for', () => {
  const pauses = [3_000, 6_000, 12_000, 24_000, 30_000, 30_000];
  for (const [failures, pause] of pauses.entries()) {
    newest().dispatchEvent(new Event('error'));
    expect([newest().closed, ended]).toEqual([true, failures + 1]);
    vi.advanceTimersByTime(pause - 1);
    expect(lines).toHaveLength(failures + 1);
    vi.advanceTimersByTime(1);
    expect(lines).toHaveLength(failures + 2);
  }
  newest().say(EVENTS.beat);
  newest().dispatchEvent(new Event('error'));
  vi.advanceTimersByTime(3_000);
  expect(lines).toHaveLength(pauses.length + 2);
});

test('a line that says nothing is dead, whatever the browser thinks of it', () => {
  for (let beat = 0; beat < 10; beat += 1) {
    vi.advanceTimersByTime(15_000);
    newest().say(EVENTS.beat);
  }
  expect([lines.length, ended]).toEqual([1, 0]);
  vi.advanceTimersByTime(45_000);
  expect([newest().closed, ended]).toEqual([true, 1]);
});

test('the server hears that somebody is there only while somebody is', () => {
  let idleMs = 0;
  let told = 0;
  const call = async () => {
    told += 1;
    return {};
  };
  // Proof: whatever is called, this is what comes of it.
  const silence = tellPresence(call as never, { idleMs: () => idleMs });
  vi.advanceTimersByTime(180_000);
  expect(told).toBe(3);
  idleMs = 60_000;
  vi.advanceTimersByTime(600_000);
  expect(told).toBe(3);
  silence();
});
