import { TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { usePersonWanted } from './use-person-wanted.ts';

type Props = {
  label: string;
  keyed: ReturnType<typeof usePersonWanted>;
  /** Where what is looked for was never born. */
  withoutBirthDate?: boolean;
};

/** Looking for somebody is logged with who looked: the form says so. */
export function PersonWantedInputs({ label, keyed, withoutBirthDate }: Props) {
  const { t } = useTranslation();
  return (
    <>
      <TextInput
        label={label}
        description={t('ledger.searchLogged')}
        autoComplete="off"
        maxLength={100}
        miw={280}
        value={keyed.words}
        onChange={(event) => keyed.setWords(event.currentTarget.value)}
      />
      {withoutBirthDate ? null : (
        <TextInput
          label={t('masters.field.birthDate')}
          description={t('masters.dayForms')}
          autoComplete="off"
          value={keyed.birth}
          error={keyed.wanted === null ? t('masters.birthProblem') : null}
          onChange={(event) => keyed.setBirth(event.currentTarget.value)}
        />
      )}
    </>
  );
}
