import { Button, Group, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { parseWrittenDate } from '../../rules/calendar.ts';
import { type ReviewPerson, reviewApi } from '../../schemas/api/review.ts';
import { useEndpointMutation } from '../api/use-endpoint.ts';
import { ErrorNotice } from '../components/ErrorNotice.tsx';
import type { Desk } from './use-desk.ts';

type Props = { desk: Desk; onFound: (found: readonly ReviewPerson[]) => void };

/** Looking for somebody is logged with who looked and who was shown: the form says so. */
export function PersonSearch({ desk, onFound }: Props) {
  const { t } = useTranslation();
  const [words, setWords] = useState('');
  const [birth, setBirth] = useState('');
  const search = useEndpointMutation(reviewApi.searchPersons, ({ items }) => onFound(items));
  const born = birth.trim() === '' ? null : parseWrittenDate(birth);
  const problem = born === null || born.kind === 'certain' ? null : t('masters.birthProblem');
  const wanted = words.normalize('NFKC').trim();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (problem !== null || (wanted === '' && born === null)) return;
    search.mutate({
      params: { sheetId: desk.sheet.sheetId },
      body: {
        fencingToken: desk.fencingToken,
        words: wanted,
        birthDate: born?.kind === 'certain' ? born.date : null,
      },
    });
  };
  return (
    <form className="person-search" onSubmit={submit}>
      <Group align="flex-end" gap="sm">
        <TextInput
          label={t('masters.lookFor.residents')}
          description={t('ledger.searchLogged')}
          autoComplete="off"
          maxLength={100}
          miw={240}
          value={words}
          onChange={(event) => setWords(event.currentTarget.value)}
        />
        <TextInput
          label={t('masters.field.birthDate')}
          description={t('masters.dayForms')}
          autoComplete="off"
          value={birth}
          error={problem}
          onChange={(event) => setBirth(event.currentTarget.value)}
        />
        <Button type="submit" variant="default" loading={search.isPending}>
          {t('ledger.searchSubmit')}
        </Button>
      </Group>
      <p role="status" className="person-found">
        {search.data === undefined ? '' : t('person.found', { count: search.data.total })}
      </p>
      {search.error ? <ErrorNotice error={search.error} /> : null}
    </form>
  );
}
