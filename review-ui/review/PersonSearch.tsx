import { Button, Group } from '@mantine/core';
import type { FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { type ReviewPerson, reviewApi } from '../../schemas/api/review.ts';
import { useEndpointMutation } from '../api/use-endpoint.ts';
import { ErrorNotice } from '../components/ErrorNotice.tsx';
import { PersonWantedInputs } from '../components/PersonWantedInputs.tsx';
import { usePersonWanted } from '../components/use-person-wanted.ts';
import type { Desk } from './use-desk.ts';

type Props = { desk: Desk; onFound: (found: readonly ReviewPerson[]) => void };

export function PersonSearch({ desk, onFound }: Props) {
  const { t } = useTranslation();
  const keyed = usePersonWanted();
  const search = useEndpointMutation(reviewApi.searchPersons, ({ items }) => onFound(items));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (keyed.wanted === null || keyed.isEmpty) return;
    search.mutate({
      params: { sheetId: desk.sheet.sheetId },
      body: { fencingToken: desk.fencingToken, ...keyed.wanted },
    });
  };
  return (
    <form className="person-search" onSubmit={submit}>
      <Group align="flex-end" gap="sm">
        <PersonWantedInputs label={t('masters.lookFor.residents')} keyed={keyed} />
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
