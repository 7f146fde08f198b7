import { Button, Group } from '@mantine/core';
import type { FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { ShownMaster } from '../../schemas/api/masters.ts';
import { PersonWantedInputs } from '../components/PersonWantedInputs.tsx';
import { type PersonWanted, usePersonWanted } from '../components/use-person-wanted.ts';

type Props = { master: ShownMaster; onSearch: (wanted: PersonWanted) => void };

export function MasterSearch({ master, onSearch }: Props) {
  const { t } = useTranslation();
  const keyed = usePersonWanted();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (keyed.wanted !== null) onSearch(keyed.wanted);
  };
  return (
    <form onSubmit={submit}>
      <Group align="flex-end" gap="sm">
        <PersonWantedInputs
          label={t(`masters.lookFor.${master}`)}
          keyed={keyed}
          withoutBirthDate={master !== 'residents'}
        />
        <Button type="submit">{t('ledger.searchSubmit')}</Button>
      </Group>
    </form>
  );
}
