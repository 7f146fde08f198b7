import { expect, test } from 'vitest';
import { AWAY_MS, watchActivity } from '../../../review-ui/app/activity.ts';

function desk() {
  const page = new EventTarget();
  let nowMs = 0;
  const activity = watchActivity(page, () => nowMs);
  return {
    activity,
    pass: (ms: number) => {
      nowMs += ms;
    },
    press: () => page.dispatchEvent(new Event('keydown')),
  };
}

test('time at work is what lies between two signs of life, and after the last', () => {
  const { activity, pass, press } = desk();
  pass(20_000);
  press();
  pass(30_000);
  expect(activity.activeMs()).toBe(50_000);
  expect(activity.idleMs()).toBe(30_000);
});

test('a minute without a sign of life is a pause and counts for nothing', () => {
  const { activity, pass, press } = desk();
  pass(10_000);
  press();
  pass(AWAY_MS);
  expect(activity.activeMs()).toBe(10_000);
  press();
  expect(activity.activeMs()).toBe(10_000);
  pass(5_000);
  expect(activity.activeMs()).toBe(15_000);
});
