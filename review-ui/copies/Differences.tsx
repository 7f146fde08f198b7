import { Button, Checkbox, Group, Loader, NativeSelect, Text, Title } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { copiesApi, type ReconciliationView } from '../../schemas/api/copies.ts';
import { CopyDifferenceKind, CopyDifferenceState } from '../../schemas/copies.ts';
import { useEndpointMutation, useEndpointQuery } from '../api/use-endpoint.ts';
import { useMay } from '../app/session.ts';
import { EmptyState } from '../components/EmptyState.tsx';
import { ErrorNotice } from '../components/ErrorNotice.tsx';
import { Pages } from '../components/Pages.tsx';
import { DifferenceTable } from './DifferenceTable.tsx';
import { staleAfterWork } from './stale-after-work.ts';

type Filter = Readonly<{
  kind?: CopyDifferenceKind;
  state?: CopyDifferenceState;
  column?: string;
  gone?: 'yes';
}>;

/** Named by entry and column, a page at a time; many are given a state together. */
export function Differences({ view }: { view: ReconciliationView }) {
  const { t } = useTranslation();
  const [filter, setFilter] = useState<Filter>({});
  return (
    <section className="figure-table" aria-label={t('copies.list')}>
      <Title order={2} size="h5">
        {t('copies.list')}
      </Title>
      <Found key={JSON.stringify(filter)} {...{ view, filter }} onFilter={setFilter} />
    </section>
  );
}

type FoundProps = {
  view: ReconciliationView;
  filter: Filter;
  onFilter: (filter: Filter) => void;
};

function Found({ view, filter, onFilter }: FoundProps) {
  const { t } = useTranslation();
  const mayManage = useMay('copies.manage');
  const [offset, setOffset] = useState(0);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const { reconciliationId } = view;
  const list = useEndpointQuery(copiesApi.differences, {
    params: { reconciliationId },
    query: { ...filter, offset },
  });
  if (list.error) return <ErrorNotice error={list.error} onRetry={() => list.refetch()} />;
  if (!list.data) return <Loader aria-label={t('common.loading')} m="xl" />;
  const { items, total, columns } = list.data;
  const mayWork = mayManage && view.closedAt === null && filter.gone === undefined;
  const isFiltered = Object.keys(filter).length > 0;
  return (
    <>
      <Filters {...{ view, filter, columns, onFilter }} />
      {items.length === 0 ? (
        <EmptyState title={t('copies.none')}>
          {t(isFiltered ? 'copies.noneNext' : 'copies.explanation')}
        </EmptyState>
      ) : (
        <>
          <p role="status">{t('copies.count', { count: total })}</p>
          {mayWork ? (
            <SetState
              reconciliationId={reconciliationId}
              chosen={[...chosen]}
              onDone={() => setChosen(new Set())}
            />
          ) : null}
          <DifferenceTable
            view={view}
            items={items}
            chosen={mayWork ? chosen : null}
            onChoose={setChosen}
          />
        </>
      )}
      <Pages
        total={total}
        shown={items.length}
        offset={offset}
        onOffset={(next) => {
          setChosen(new Set());
          setOffset(next);
        }}
      />
    </>
  );
}

function Filters({ view, filter, columns, onFilter }: FoundProps & { columns: readonly string[] }) {
  const { t } = useTranslation();
  const all = { value: '', label: t('copies.filter.all') };
  const { kind, state, column, gone } = filter;
  const change = (changed: Readonly<Record<keyof Filter, unknown>>) => {
    const kept = Object.entries(changed).filter(([, value]) => value !== undefined && value !== '');
    onFilter(Object.fromEntries(kept));
  };
  return (
    <Group align="flex-end" gap="sm" my="xs">
      <NativeSelect
        label={t('copies.filter.kind')}
        value={kind ?? ''}
        data={[
          all,
          ...CopyDifferenceKind.options.map((one) => ({
            value: one as string,
            label: t(`copies.kind.${one}`),
          })),
        ]}
        onChange={(event) => change({ kind: event.currentTarget.value, state, column, gone })}
      />
      <NativeSelect
        label={t('copies.filter.state')}
        value={state ?? ''}
        data={[
          all,
          ...CopyDifferenceState.options.map((one) => ({
            value: one as string,
            label: t(`copies.state.${one}`),
          })),
        ]}
        onChange={(event) => change({ kind, state: event.currentTarget.value, column, gone })}
      />
      <NativeSelect
        label={t('copies.filter.column')}
        value={column ?? ''}
        data={[all, ...columns.map((value) => ({ value, label: value }))]}
        onChange={(event) => change({ kind, state, column: event.currentTarget.value, gone })}
      />
      {view.gone === null ? null : (
        <Checkbox
          pb={8}
          label={t('copies.filter.gone')}
          checked={gone === 'yes'}
          onChange={(event) =>
            change({ kind, state, column, gone: event.currentTarget.checked ? 'yes' : undefined })
          }
        />
      )}
    </Group>
  );
}

type SetProps = {
  reconciliationId: string;
  chosen: readonly string[];
  onDone: () => void;
};

function SetState({ reconciliationId, chosen, onDone }: SetProps) {
  const { t } = useTranslation();
  const [state, setState] = useState<CopyDifferenceState>('next_transfer');
  const set = useEndpointMutation(copiesApi.setState, async (_, cache) => {
    notifications.show({
      message: t('copies.setDone'),
      closeButtonProps: { 'aria-label': t('common.close') },
    });
    onDone();
    await staleAfterWork(cache);
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (chosen.length > 0) {
      set.mutate({ params: { reconciliationId }, body: { differenceIds: [...chosen], state } });
    }
  };
  return (
    <form onSubmit={submit}>
      <Group align="flex-end" gap="sm" mb="xs">
        <NativeSelect
          label={t('copies.setTo')}
          value={state}
          data={CopyDifferenceState.options.map((value) => ({
            value,
            label: t(`copies.state.${value}`),
          }))}
          onChange={(event) => setState(CopyDifferenceState.parse(event.currentTarget.value))}
        />
        <Button
          type="submit"
          disabled={chosen.length === 0}
          loading={set.isPending}
          aria-describedby="chosen-differences"
        >
          {t('copies.set')}
        </Button>
        <Text size="xs" id="chosen-differences" pb={8}>
          {chosen.length === 0
            ? t('copies.chooseFirst')
            : t('copies.chosenCount', { count: chosen.length })}
        </Text>
      </Group>
      {set.error ? <ErrorNotice error={set.error} /> : null}
    </form>
  );
}
