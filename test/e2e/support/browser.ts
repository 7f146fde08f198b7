import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

/** Debian's package; nothing is downloaded. */
const CHROMIUM = '/usr/bin/chromium';
const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export const SCREENS = {
  laptop: { width: 1366, height: 768 },
  desktop: { width: 1920, height: 1080 },
} as const;
export type Screen = keyof typeof SCREENS;

export const launchBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: CHROMIUM, headless: true, args: QUIET });

/** Reading a sheet takes seconds, on a busy machine many. */
const PATIENCE_MS = 60_000;

export type Visit = Readonly<{
  context: BrowserContext;
  page: Page;
  /** What the browser complained about: errors, exceptions, refusals of the content security policy. */
  complaints: string[];
}>;

/** A browser of one person: cookies and memory of their own. */
export async function visit(
  browser: Browser,
  options: { baseUrl: string; screen: Screen },
): Promise<Visit> {
  const context = await browser.newContext({
    baseURL: options.baseUrl,
    viewport: SCREENS[options.screen],
    locale: 'ja-JP',
    timezoneId: 'Asia/Tokyo',
    reducedMotion: 'reduce',
  });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    // A refusal by the server is an answer the page shows; the browser also writes it down.
    const refused = message.text().startsWith('Failed to load resource');
    if (message.type() === 'error' && !refused) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  return { context, page, complaints };
}
