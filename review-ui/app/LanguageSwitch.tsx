import { notifications } from '@mantine/notifications';
import { useTranslation } from 'react-i18next';
import { chooseLanguage, LANGUAGES, type Language } from './i18n.ts';

/** Each language is named in itself, so that whoever needs it can read it. */
const NAMES = { ja: '日本語', en: 'English' } as const;

export function LanguageSwitch() {
  const { i18n, t } = useTranslation();
  const choose = async (language: Language) => {
    if (await chooseLanguage(i18n, language)) return;
    notifications.show({ message: t('frame.languageOutOfReach'), color: 'red' });
  };
  return (
    <fieldset className="language-switch">
      <legend className="sr-only">{t('frame.language')}</legend>
      {LANGUAGES.map((language) => (
        <button
          key={language}
          type="button"
          lang={language}
          aria-pressed={i18n.language === language}
          onClick={() => choose(language)}
        >
          {NAMES[language]}
        </button>
      ))}
    </fieldset>
  );
}
