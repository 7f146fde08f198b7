import { Button, Group, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';

/** Looks for a resident's number; an empty one is nobody. Who is looked for stays in memory, never in the address. */
export function ResidentFilter({ onSearch }: { onSearch: (residentId: string | null) => void }) {
  const { t } = useTranslation();
  const [keyed, setKeyed] = useState('');
  const wanted = keyed.normalize('NFKC').trim();
  const isNumber = /^\d{0,15}$/.test(wanted);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isNumber) onSearch(wanted === '' ? null : wanted);
  };
  return (
    <form onSubmit={submit}>
      <Group align="flex-end" gap="sm">
        <TextInput
          label={t('residentFilter.label')}
          autoComplete="off"
          maxLength={20}
          value={keyed}
          error={isNumber ? null : t('residentFilter.problem')}
          onChange={(event) => setKeyed(event.currentTarget.value)}
        />
        <Button type="submit" variant="default">
          {t('ledger.searchSubmit')}
        </Button>
      </Group>
    </form>
  );
}
