import i18next, { type i18n } from 'i18next';
import { initReactI18next } from 'react-i18next';
import { TRANSLATIONS } from './translations.ts';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    resources: { translation: typeof TRANSLATIONS.ja };
  }
}

export const LANGUAGES = ['ja', 'en'] as const;
const REMEMBERED = 'yoshin.language';

/** Japanese unless this browser asked for English before. The language is all that is remembered. */
export async function startI18n(storage: Storage, root: HTMLElement): Promise<i18n> {
  const instance = i18next.createInstance();
  instance.on('languageChanged', (language) => {
    root.lang = language;
    storage.setItem(REMEMBERED, language);
  });
  await instance.use(initReactI18next).init({
    resources: { ja: { translation: TRANSLATIONS.ja }, en: { translation: TRANSLATIONS.en } },
    lng: storage.getItem(REMEMBERED) === 'en' ? 'en' : 'ja',
    fallbackLng: 'ja',
    interpolation: { escapeValue: false },
  });
  return instance;
}
