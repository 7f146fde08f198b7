import { Button, Group, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ResidentId } from '../../schemas/masters.ts';

type Props = { residentId: string | null; onSearch: (residentId: string | null) => void };

/** By number alone, for those who may not search the register. */
export function NumberSearch({ residentId, onSearch }: Props) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState('');
  const wanted = draft.normalize('NFKC').trim();
  const problem =
    wanted === '' || ResidentId.safeParse(wanted).success ? null : t('ledger.searchProblem');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (problem === null) onSearch(wanted === '' ? null : wanted);
  };
  return (
    <form onSubmit={submit}>
      <Group align="flex-end" gap="sm" mb="sm">
        <TextInput
          label={t('ledger.search')}
          description={t('ledger.searchLogged')}
          inputMode="numeric"
          autoComplete="off"
          value={draft}
          error={problem}
          onChange={(event) => setDraft(event.currentTarget.value)}
        />
        <Button type="submit">{t('ledger.searchSubmit')}</Button>
        {residentId === null ? null : (
          <Button
            variant="default"
            onClick={() => {
              setDraft('');
              onSearch(null);
            }}
          >
            {t('ledger.searchClear')}
          </Button>
        )}
      </Group>
    </form>
  );
}
