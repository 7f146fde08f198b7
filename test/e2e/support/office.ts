import { type HttpClient, logIn as logInOverHttp } from '../../../cli/demo/http-client.ts';
import { truthBySheet } from '../../../cli/demo/reviewers.ts';
import { loadTruths, type Truth } from '../../../cli/demo/truth.ts';
import { intakeApi } from '../../../schemas/api/intake.ts';
import { createTestDatabase } from '../../support/postgres.ts';
import { startTestRedis } from '../../support/redis.ts';
import { PASSWORD, startTestProgram, type TestProgram } from '../../support/test-program.ts';
import { launchBrowser, type Visit, visit } from './browser.ts';
import { logIn } from './page-steps.ts';

/** One of each: who scans, two who review, and who settles and supervises. */
const STAFF = {
  uketsuke: 'clerk',
  kakunin: 'reviewer',
  shonin: 'reviewer',
  kanri: 'supervisor',
} as const;
type Name = keyof typeof STAFF;

export type Office = Readonly<{
  running: TestProgram;
  /** A browser of one's own, logged in. */
  enter(name: Name): Promise<Visit>;
  /** Nobody logged in yet. */
  open(): Promise<Visit>;
  /** What is written on the sheets uploaded so far, by sheet id. */
  papers(): Promise<ReadonlyMap<string, Truth>>;
  /** What stands on every open page: the first question when a test fails where nobody can look. */
  describePages(): Promise<string>;
  close(): Promise<void>;
}>;

/** The whole program with the built page, a browser, and people who have accounts; the queue in Redis where asked for. */
export async function openOffice(
  queue: 'own' | 'redis' = 'own',
  settings: Readonly<Record<string, string>> = {},
): Promise<Office> {
  const database = await createTestDatabase('office');
  const redis = queue === 'redis' ? await startTestRedis() : null;
  const running = await startTestProgram(
    { databaseUrl: database.url, settings, ...(redis && { redisUrl: redis.url }) },
    STAFF,
    'samples/masters',
  );
  const browser = await launchBrowser();
  const visits: Visit[] = [];
  const open = async () => {
    const opened = await visit(browser, { baseUrl: running.address, screen: 'laptop' });
    visits.push(opened);
    return opened;
  };
  return {
    running,
    open,
    enter: async (name) => {
      const entered = await open();
      await logIn(entered.page, name, PASSWORD);
      return entered;
    },
    papers: async () => allPapers(await logInOverHttp(running.address, 'uketsuke', PASSWORD)),
    describePages: async () => (await Promise.all(visits.map(describePage))).join('\n\n'),
    close: async () => {
      await browser.close();
      await running.close();
      await redis?.stop();
      await database.drop();
    },
  };
}

async function describePage({ page, complaints }: Visit): Promise<string> {
  if (page.isClosed()) return '(closed)';
  const seen = await page.locator('body').ariaSnapshot({ timeout: 5_000 });
  return [page.url(), ...complaints, seen].join('\n');
}

async function allPapers(client: HttpClient): Promise<Map<string, Truth>> {
  const truths = await loadTruths('samples/truth');
  const found = new Map<string, Truth>();
  const { items } = await client.call(intakeApi.batches);
  for (const { batchId } of items) {
    for (const [sheetId, truth] of await truthBySheet(client, batchId, truths)) {
      found.set(sheetId, truth);
    }
  }
  return found;
}
