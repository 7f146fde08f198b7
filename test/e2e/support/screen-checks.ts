import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { SCREENS } from './browser.ts';

const STANDARD = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'];

export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).withTags(STANDARD).analyze();
  const found = violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`,
  );
  expect(found).toEqual([]);
}

/** The screen in both languages; `english` is a word only the English one has. Leaves it in Japanese. */
async function expectInBothLanguages(page: Page, english: RegExp): Promise<void> {
  await page.getByRole('button', { name: 'English' }).press('Enter');
  await page.locator('html[lang=en]').waitFor();
  await page.getByText(english).filter({ visible: true }).first().waitFor();
  await page.getByRole('button', { name: '日本語' }).press('Enter');
  await page.locator('html[lang=ja]').waitFor();
}

export async function expectScreen(page: Page, english: RegExp): Promise<void> {
  await expectAccessible(page);
  await expectInBothLanguages(page, english);
}

/** Nothing of the page lies outside the window: only lists and the picture move. */
export async function expectNoPageScroll(page: Page): Promise<void> {
  const over = await page.locator('html').evaluate((root) => ({
    down: root.scrollHeight - root.clientHeight,
    across: root.scrollWidth - root.clientWidth,
  }));
  expect(over).toEqual({ down: 0, across: 0 });
}

/** What can be done on a page is not beyond its right edge, at either size. */
export async function expectNothingBeside(page: Page): Promise<void> {
  const before = page.viewportSize();
  for (const size of Object.values(SCREENS)) {
    await page.setViewportSize(size);
    const beside = await page.locator('main').evaluate((main) => {
      const width = main.ownerDocument.documentElement.clientWidth;
      return [...main.querySelectorAll('a, button, input, select, textarea')]
        .filter((control) => control.getBoundingClientRect().right > width)
        .map((control) => control.outerHTML.slice(0, 120));
    });
    expect(beside, String(size.width)).toEqual([]);
  }
  if (before !== null) await page.setViewportSize(before);
}
