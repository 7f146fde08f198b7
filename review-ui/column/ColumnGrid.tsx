import { Button, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { ColumnView } from '../../schemas/api/column.ts';
import { ErrorNotice } from '../components/ErrorNotice.tsx';
import { WrittenValue } from '../components/FieldValue.tsx';
import { focusOnMount } from '../components/focus-on-mount.ts';
import { ColumnActions } from './ColumnActions.tsx';
import { ColumnHelp } from './ColumnHelp.tsx';
import { ColumnRow } from './ColumnRow.tsx';
import { useColumnKeys } from './column-keys.ts';
import { type Group, groupsOf } from './column-rows.ts';
import { type ColumnDesk, useColumn } from './use-column.ts';
import { useCrops } from './use-crops.ts';

type Props = { view: ColumnView; openedAt: number; onMore: () => void };

/** Pixels a millimetre of paper on the screen, and what stands beside the crops. */
const SCALE = 4.3;
const BESIDE_PX = 185;
const GAP_PX = 8;

export function ColumnGrid({ view, openedAt, onMore }: Props) {
  const { t, i18n } = useTranslation();
  const cropPx = { width: view.cropMm.width * SCALE, height: view.cropMm.height * SCALE };
  const groups = useMemo(() => {
    const room = window.innerWidth - BESIDE_PX;
    return groupsOf(view.cells, Math.max(1, Math.floor(room / (cropPx.width + GAP_PX))));
  }, [view.cells, cropPx.width]);
  const rows = useMemo(() => groups.flatMap((group) => group.rows), [groups]);
  const crops = useCrops(view, rows, openedAt);
  const desk = useColumn(view, rows, crops);
  useColumnKeys(desk);
  const label = i18n.language === 'ja' ? view.labelJa : view.labelEn;
  const settled = [...desk.state.rows.values()].flatMap((row) =>
    row.kind === 'done' ? row.confirmed : [],
  ).length;
  const finished = rows.every(({ id }) => desk.state.rows.get(id)?.kind === 'done');
  return (
    <div className="column-page">
      <header className="column-heading">
        <Link to="/columns">{t('column.toList')}</Link>
        <Title order={1} size="h4">
          {label}
        </Title>
        <span>{i18n.language === 'ja' ? view.templateTitleJa : view.templateTitleEn}</span>
        <span className="column-progress" role="status">
          {t('column.progress', { done: settled, all: view.cells.length })}
        </span>
      </header>
      {desk.error ? <ErrorNotice error={desk.error} /> : null}
      {crops.failed?.error ? (
        <ErrorNotice error={crops.failed.error} onRetry={() => void crops.failed?.refetch()} />
      ) : null}
      <div className="column-groups">
        {groups.map((group) => (
          <GroupOfRows key={group.id} {...{ group, rows, desk, view, crops, cropPx }} />
        ))}
        {finished ? <Finished more={view.more} onMore={onMore} /> : null}
      </div>
      <ColumnActions desk={desk} />
      {desk.state.help ? (
        <ColumnHelp onClose={() => desk.dispatch({ type: 'help', help: false })} />
      ) : null}
    </div>
  );
}

type GroupProps = {
  group: Group;
  rows: readonly Group['rows'][number][];
  desk: ColumnDesk;
  view: ColumnView;
  crops: ReturnType<typeof useCrops>;
  cropPx: { width: number; height: number };
};

function GroupOfRows({ group, rows, desk, view, crops, cropPx }: GroupProps) {
  const { t } = useTranslation();
  const clinic = group.institutionName ?? group.institutionCode ?? t('column.noClinic');
  return (
    <section className="column-group">
      <h2>
        <b>
          <WrittenValue field={view} value={group.value} />
        </b>{' '}
        {clinic} <small>{t('column.sheets', { count: group.sheets })}</small>
      </h2>
      {group.rows.map((row) => (
        <ColumnRow
          key={row.id}
          {...{ row, view, crops, cropPx, desk, clinic }}
          index={rows.indexOf(row)}
        />
      ))}
    </section>
  );
}

function Finished({ more, onMore }: { more: number; onMore: () => void }) {
  const { t } = useTranslation();
  return (
    <section className="column-finished" role="status">
      <p>{t('column.finished')}</p>
      {more > 0 ? (
        <Button size="compact-md" onClick={onMore} ref={focusOnMount}>
          {t('column.more', { count: more })}
        </Button>
      ) : null}
      <Link to="/columns" ref={more > 0 ? undefined : focusOnMount}>
        {t('column.toList')}
      </Link>
    </section>
  );
}
