import type { Page } from 'playwright-core';
import { round } from '../speed/spread.ts';
import { askDesk } from './desk-clock.ts';

/** Crops of one field on one screen, from the key that asks for them until the last one is there. */
export type ColumnTimes = Readonly<{
  crops: number;
  firstOpeningMs: number;
  openedAgainMs: number;
}>;

/** The first column of the list, opened, left and opened again: pages just read need not be decoded again. */
export async function columnTimes(page: Page): Promise<ColumnTimes> {
  await page.getByRole('link', { name: /^確認/ }).press('Enter');
  await page.getByRole('link', { name: '項目ごとに確認する' }).press('Enter');
  const firstOpeningMs = await openColumn(page);
  const crops = await askDesk<number>(page, 'crops');
  await page.getByRole('link', { name: '項目の一覧' }).press('Enter');
  return { crops, firstOpeningMs, openedAgainMs: await openColumn(page) };
}

async function openColumn(page: Page): Promise<number> {
  await page.locator('.column-choices a').first().press('Enter');
  return round(await askDesk<number>(page, 'sinceKey', 'cropsShown'));
}

export async function backlogMs(page: Page): Promise<number> {
  await page.getByRole('link', { name: /^進捗/ }).press('Enter');
  return round(await askDesk<number>(page, 'sinceKey', 'figuresShown'));
}
