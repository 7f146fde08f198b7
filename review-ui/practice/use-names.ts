import { useTranslation } from 'react-i18next';
import type { PracticeCase, PracticeList } from '../../schemas/practice.ts';

type Named = Pick<PracticeCase, 'programmeName' | 'vaccineName'>;

/** What kinds, programmes and vaccines are called in the language of the page. */
export function useNames({ kinds }: Pick<PracticeList, 'kinds'>) {
  const { i18n } = useTranslation();
  const isJa = i18n.language === 'ja';
  return {
    kindName: (id: string): string => {
      const kind = kinds.find((one) => one.id === id);
      return (isJa ? kind?.nameJa : kind?.nameEn) ?? id;
    },
    vaccineWords: ({ programmeName, vaccineName }: Named): string =>
      [programmeName, vaccineName]
        .flatMap((name) => (name === null ? [] : [isJa ? name.ja : name.en]))
        .join(' '),
  };
}
