import i18next, { type BackendModule, type i18n, type ResourceKey } from 'i18next';
import { initReactI18next } from 'react-i18next';
import type accounts from '../locales/accounts.ja.json';
import type auditLog from '../locales/auditLog.ja.json';
import type copies from '../locales/copies.ja.json';
import type exportWords from '../locales/exports.ja.json';
import type overrides from '../locales/overrides.ja.json';
import type practice from '../locales/practice.ja.json';
import type replyMarks from '../locales/replyMarks.ja.json';
import type retention from '../locales/retention.ja.json';
import { JAPANESE } from './japanese.ts';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    /** What a page brings with it is found without being named. */
    fallbackNS: typeof ON_PAGES;
    resources: {
      translation: typeof JAPANESE;
      overrides: typeof overrides;
      practice: typeof practice;
      auditLog: typeof auditLog;
      accounts: typeof accounts;
      exports: typeof exportWords;
      replyMarks: typeof replyMarks;
      retention: typeof retention;
      copies: typeof copies;
    };
  }
}

export const LANGUAGES = ['ja', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];
const REMEMBERED = 'yoshin.language';

/** Words that come with the pages they are on, which ask for them by `useTranslation(['translation', …])`. */
const ON_PAGES: [
  'overrides',
  'practice',
  'auditLog',
  'accounts',
  'exports',
  'replyMarks',
  'retention',
  'copies',
] = [
  'overrides',
  'practice',
  'auditLog',
  'accounts',
  'exports',
  'replyMarks',
  'retention',
  'copies',
];
const OF_PAGES = import.meta.glob<ResourceKey>('../locales/*.*.json', { import: 'default' });

/** English is fetched by those who want it: the words of a second language are a twelfth of the first page. */
const ON_DEMAND: BackendModule = {
  type: 'backend',
  init: () => undefined,
  read: (language, namespace, done) => {
    const words =
      namespace === 'translation'
        ? import('./english.ts').then(({ ENGLISH }) => ENGLISH)
        : OF_PAGES[`../locales/${namespace}.${language}.json`]?.();
    // Asked for again where the line was away: without its words a page says nothing.
    Promise.resolve(words).then(
      (found) => done(null, found),
      (error: unknown) => done(error instanceof Error ? error : String(error), true),
    );
  },
};

/** Not before its words are there: a page half in one language and half in another helps nobody. `false`: out of reach. */
export async function chooseLanguage(i18n: i18n, language: Language): Promise<boolean> {
  const isThere = () => i18n.hasResourceBundle(language, 'translation');
  if (!isThere()) await i18n.reloadResources([language]);
  if (isThere()) await i18n.changeLanguage(language);
  return isThere();
}

/** Japanese unless this browser asked for English before. The language is all that is remembered. */
export async function startI18n(storage: Storage, root: HTMLElement): Promise<i18n> {
  const instance = i18next.createInstance();
  instance.on('languageChanged', (language) => {
    root.lang = language;
    storage.setItem(REMEMBERED, language);
  });
  await instance
    .use(ON_DEMAND)
    .use(initReactI18next)
    .init({
      resources: { ja: { translation: JAPANESE } },
      partialBundledLanguages: true,
      lng: storage.getItem(REMEMBERED) === 'en' ? 'en' : 'ja',
      fallbackLng: 'ja',
      fallbackNS: ON_PAGES,
      interpolation: { escapeValue: false },
    });
  return instance;
}
