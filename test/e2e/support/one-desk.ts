import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import type { Visit } from './browser.ts';
import { type ByPaper, byPaper } from './by-paper.ts';
import { handIn } from './hand-in.ts';
import { type Office, openOffice } from './office.ts';
import { beginReview } from './page-steps.ts';

/** An office with these scans read, and at the beginning of each test a reviewer with the next of them open. */
export function oneDesk(scans: readonly string[]) {
  let office: Office;
  let paper: ByPaper;
  let desk: Visit;
  beforeAll(async () => {
    office = await openOffice();
    await handIn(
      office,
      '七月分',
      scans.map((scan) => `scan_${scan}.jpg`),
    );
    paper = byPaper(await office.papers());
  });
  beforeEach(async ({ onTestFailed }) => {
    onTestFailed(async () => void process.stderr.write(`${await office.describePages()}\n`));
    await desk?.context.close();
    desk = await office.enter('kakunin');
    await beginReview(desk.page, '確認');
  });
  afterAll(() => office.close());
  return {
    get office(): Office {
      return office;
    },
    get paper(): ByPaper {
      return paper;
    },
    get desk(): Visit {
      return desk;
    },
    get page(): Page {
      return desk.page;
    },
  };
}
