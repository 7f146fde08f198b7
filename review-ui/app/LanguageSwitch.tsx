import { useTranslation } from 'react-i18next';
import { LANGUAGES } from './i18n.ts';

/** Each language is named in itself, so that whoever needs it can read it. */
const NAMES = { ja: '日本語', en: 'English' } as const;

export function LanguageSwitch() {
  const { i18n, t } = useTranslation();
  return (
    <fieldset className="language-switch">
      <legend className="sr-only">{t('frame.language')}</legend>
      {LANGUAGES.map((language) => (
        <button
          key={language}
          type="button"
          lang={language}
          aria-pressed={i18n.language === language}
          onClick={() => i18n.changeLanguage(language)}
        >
          {NAMES[language]}
        </button>
      ))}
    </fieldset>
  );
}
