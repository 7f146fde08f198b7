import { Alert, Group, Loader, SegmentedControl, Text, Title } from '@mantine/core';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { numbersApi, type SuspicionView } from '../../schemas/api/numbers.ts';
import { TOLD_MS, useEndpointQuery } from '../api/use-endpoint.ts';
import { useMay } from '../app/session.ts';
import { EmptyState } from '../components/EmptyState.tsx';
import { ErrorNotice } from '../components/ErrorNotice.tsx';
import { Pages } from '../components/Pages.tsx';
import { DecideDialog } from './DecideDialog.tsx';
import { useNumberActs } from './number-acts.ts';
import { SuspicionTable } from './SuspicionTable.tsx';

type Which = 'waiting' | 'decided';

/** Pages on which a 個人番号 may stand: masked, until somebody says here whether it is one. */
export function NumbersPage() {
  const { t } = useTranslation();
  const mayRead = useMay('number.read');
  const [which, setWhich] = useState<Which>('waiting');
  const heading = useRef<HTMLHeadingElement>(null);
  return (
    <div className="page numbers-page">
      <Group justify="space-between" mb="xs">
        <Title order={1} size="h3" ref={heading} tabIndex={-1}>
          {t('numbers.title')}
        </Title>
        <SegmentedControl
          transitionDuration={0}
          size="xs"
          aria-label={t('numbers.which')}
          value={which}
          data={[
            { value: 'waiting', label: t('numbers.waiting') },
            { value: 'decided', label: t('numbers.decided') },
          ]}
          onChange={(value) => setWhich(value === 'decided' ? 'decided' : 'waiting')}
        />
      </Group>
      {mayRead ? (
        <NumberList key={which} which={which} onActed={() => heading.current?.focus()} />
      ) : (
        <Text>{t('nav.only.numbers')}</Text>
      )}
    </div>
  );
}

function NumberList({ which, onActed }: { which: Which; onActed: () => void }) {
  const { t } = useTranslation();
  const [offset, setOffset] = useState(0);
  const [deciding, setDeciding] = useState<SuspicionView | null>(null);
  const acts = useNumberActs(() => {
    setDeciding(null);
    onActed();
  });
  const list = useEndpointQuery(
    numbersApi.suspicions,
    { query: { offset, decided: String(which === 'decided') } },
    { pollMs: TOLD_MS },
  );
  const refused = list.error ? (
    <ErrorNotice error={list.error} onRetry={() => list.refetch()} />
  ) : null;
  if (!list.data && refused) return refused;
  if (!list.data) return <Loader aria-label={t('common.loading')} m="xl" />;
  const { items, total, overdue, filesOverdue, limitHours, confirmed, restored } = list.data;
  return (
    <>
      <Text size="sm">{t(`numbers.explanation.${which}`)}</Text>
      <Text size="sm" mb="sm">
        {t('numbers.figures', { confirmed, restored })}
      </Text>
      {refused}
      {overdue > 0 ? (
        <Alert color="red" variant="outline" mb="sm" p="xs">
          {t('numbers.tooLong', { count: overdue, hours: limitHours })}
        </Alert>
      ) : null}
      {filesOverdue > 0 ? (
        <Alert color="red" variant="outline" mb="sm" p="xs">
          {t('numbers.filesTooLong', { count: filesOverdue, hours: limitHours })}
        </Alert>
      ) : null}
      {items.length === 0 ? (
        <EmptyState title={t(`numbers.empty.${which}.title`)}>
          {t(`numbers.empty.${which}.next`)}
        </EmptyState>
      ) : (
        <SuspicionTable suspicions={items} limitHours={limitHours} onDecide={setDeciding} />
      )}
      <Pages total={total} shown={items.length} offset={offset} onOffset={setOffset} />
      {deciding ? (
        <DecideDialog suspicion={deciding} acts={acts} onClose={() => setDeciding(null)} />
      ) : null}
    </>
  );
}
