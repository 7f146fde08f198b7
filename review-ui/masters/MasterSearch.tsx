import { Button, Group, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { parseWrittenDate } from '../../rules/calendar.ts';
import type { ShownMaster } from '../../schemas/api/masters.ts';

export type Wanted = Readonly<{ words: string; birthDate: string | null }>;

type Props = { master: ShownMaster; onSearch: (wanted: Wanted) => void };

/** Looking for somebody is logged with who looked: the form says so. */
export function MasterSearch({ master, onSearch }: Props) {
  const { t } = useTranslation();
  const [words, setWords] = useState('');
  const [birth, setBirth] = useState('');
  const born = birth.trim() === '' ? null : parseWrittenDate(birth);
  const problem = born === null || born.kind === 'certain' ? null : t('masters.birthProblem');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (problem !== null) return;
    onSearch({
      words: words.normalize('NFKC').trim(),
      birthDate: born?.kind === 'certain' ? born.date : null,
    });
  };
  return (
    <form onSubmit={submit}>
      <Group align="flex-end" gap="sm">
        <TextInput
          label={t(`masters.lookFor.${master}`)}
          description={t('ledger.searchLogged')}
          autoComplete="off"
          maxLength={100}
          miw={320}
          value={words}
          onChange={(event) => setWords(event.currentTarget.value)}
        />
        {master === 'residents' ? (
          <TextInput
            label={t('masters.field.birthDate')}
            description={t('masters.dayForms')}
            autoComplete="off"
            value={birth}
            error={problem}
            onChange={(event) => setBirth(event.currentTarget.value)}
          />
        ) : null}
        <Button type="submit">{t('ledger.searchSubmit')}</Button>
      </Group>
    </form>
  );
}
