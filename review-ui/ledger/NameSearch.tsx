import { Button, Group } from '@mantine/core';
import type { FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { mastersApi } from '../../schemas/api/masters.ts';
import { Resident, ResidentId } from '../../schemas/masters.ts';
import { useEndpointMutation } from '../api/use-endpoint.ts';
import { ErrorNotice } from '../components/ErrorNotice.tsx';
import { PersonLine } from '../components/PersonLine.tsx';
import { PersonWantedInputs } from '../components/PersonWantedInputs.tsx';
import { usePersonWanted } from '../components/use-person-wanted.ts';

type Props = { residentId: string | null; onSearch: (residentId: string | null) => void };

/** In the register, as on its own page and with the right to that: by number, name, kana or birth date. */
export function NameSearch({ residentId, onSearch }: Props) {
  const { t } = useTranslation();
  const keyed = usePersonWanted();
  const search = useEndpointMutation(mastersApi.search, () => undefined);
  const choose = (chosen: string | null) => {
    search.reset();
    onSearch(chosen);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const { wanted } = keyed;
    if (wanted === null) return;
    // Whom a number names may be in the ledger and not in the register any more.
    const isNumber = wanted.birthDate === null && ResidentId.safeParse(wanted.words).success;
    if (keyed.isEmpty || isNumber) choose(isNumber ? wanted.words : null);
    else search.mutate({ params: { master: 'residents' }, body: { ...wanted, offset: 0 } });
  };
  const clear = () => {
    keyed.clear();
    choose(null);
  };
  return (
    <form onSubmit={submit} className="ledger-search">
      <Group align="flex-end" gap="sm">
        <PersonWantedInputs label={t('masters.lookFor.residents')} keyed={keyed} />
        <Button type="submit" loading={search.isPending}>
          {t('ledger.searchSubmit')}
        </Button>
        {residentId === null && search.data === undefined ? null : (
          <Button variant="default" onClick={clear}>
            {t('ledger.searchClear')}
          </Button>
        )}
      </Group>
      {search.error ? <ErrorNotice error={search.error} /> : null}
      {search.data === undefined ? null : <Found found={search.data} onChoose={choose} />}
    </form>
  );
}

type FoundProps = {
  found: { items: readonly unknown[]; total: number };
  onChoose: (residentId: string) => void;
};

function Found({ found: { items, total }, onChoose }: FoundProps) {
  const { t } = useTranslation();
  const persons = Resident.array().parse(items);
  return (
    <>
      <p role="status">
        {t('person.found', { count: total })}
        {total > persons.length ? t('ledger.foundMore', { shown: persons.length }) : null}
      </p>
      <ul className="ledger-found" aria-label={t('ledger.foundPersons')}>
        {persons.map((person) => (
          <li key={person.residentId}>
            <PersonLine person={person} />
            <Button
              size="compact-sm"
              variant="default"
              aria-label={t('ledger.showDoses', { name: person.name, id: person.residentId })}
              onClick={() => onChoose(person.residentId)}
            >
              {t('ledger.doses')}
            </Button>
          </li>
        ))}
      </ul>
    </>
  );
}
