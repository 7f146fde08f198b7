import { Button, Group, Loader } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { mastersApi, type ShownMaster } from '../../schemas/api/masters.ts';
import { useEndpointQuery } from '../api/use-endpoint.ts';
import { EmptyState } from '../components/EmptyState.tsx';
import { ErrorNotice } from '../components/ErrorNotice.tsx';
import { Pages } from '../components/Pages.tsx';
import type { PersonWanted } from '../components/use-person-wanted.ts';
import { EditMasterDialog } from './EditMasterDialog.tsx';
import { MasterDetails } from './MasterDetails.tsx';
import { MasterSearch } from './MasterSearch.tsx';
import { MasterTable } from './MasterTable.tsx';
import { rowKey } from './masters-views.ts';

const NOTHING: PersonWanted = { words: '', birthDate: null };

/** Who is looked for stays in memory: it is personal, and addresses are remembered by browsers. */
export function MasterView({ master }: { master: ShownMaster }) {
  const { t } = useTranslation();
  const [wanted, setWanted] = useState(NOTHING);
  const [chosen, setChosen] = useState<string | null>(null);
  const [adding, setAdding] = useState(false);
  return (
    <>
      <Group justify="space-between" align="flex-end" mb="sm" wrap="nowrap">
        <MasterSearch
          master={master}
          onSearch={(next) => {
            setWanted(next);
            setChosen(null);
          }}
        />
        <Button variant="default" flex="none" onClick={() => setAdding(true)}>
          {t('masters.add')}
        </Button>
      </Group>
      <Found key={JSON.stringify(wanted)} {...{ master, wanted, chosen }} onChoose={setChosen} />
      {adding ? (
        <EditMasterDialog master={master} before={null} onClose={() => setAdding(false)} />
      ) : null}
    </>
  );
}

type Props = {
  master: ShownMaster;
  wanted: PersonWanted;
  chosen: string | null;
  onChoose: (key: string | null) => void;
};

function Found({ master, wanted, chosen, onChoose }: Props) {
  const { t } = useTranslation();
  const [offset, setOffset] = useState(0);
  const isAsked = wanted.words !== '' || wanted.birthDate !== null;
  const listed = isAsked || (master !== 'residents' && master !== 'issuedTickets');
  const found = useEndpointQuery(
    mastersApi.search,
    { params: { master }, body: { ...wanted, offset } },
    { enabled: listed },
  );
  if (!listed) {
    return <EmptyState title={t('masters.ask')}>{t('masters.askNext')}</EmptyState>;
  }
  if (found.error) return <ErrorNotice error={found.error} onRetry={() => found.refetch()} />;
  if (!found.data) return <Loader aria-label={t('common.loading')} m="xl" />;
  const { items, total } = found.data;
  if (items.length === 0) {
    return isAsked ? (
      <EmptyState title={t('masters.none')}>{t('masters.noneNext')}</EmptyState>
    ) : (
      <EmptyState title={t('masters.empty')}>{t('masters.emptyNext')}</EmptyState>
    );
  }
  const open = items.find((row) => rowKey(master, row) === chosen);
  return (
    <div className="masters-columns">
      <div>
        <p className="masters-count" role="status">
          {t('masters.found', { count: total })}
        </p>
        <MasterTable {...{ master, items, chosen, onChoose }} />
        <Pages total={total} shown={items.length} offset={offset} onOffset={setOffset} />
      </div>
      {open === undefined ? null : (
        <MasterDetails key={chosen} master={master} row={open} onClose={() => onChoose(null)} />
      )}
    </div>
  );
}
