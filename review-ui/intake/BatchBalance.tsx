import { Button, Group, List, Paper, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type BatchView, intakeApi } from '../../schemas/api/intake.ts';
import type { SheetState } from '../../schemas/sheet-state.ts';
import { endpointKey, useEndpointMutation } from '../api/use-endpoint.ts';
import { useMay } from '../app/session.ts';
import { ReasonDialog } from '../components/ReasonDialog.tsx';
import { BatchBalanceTag } from './BatchBalanceTag.tsx';

/** Never sheets of ours: the page count goes without them. */
const NOT_SHEETS: readonly SheetState[] = ['blank', 'cover', 'duplicate', 'foreign'];

/** The sum a clerk would do on paper: pages in, sheets out, what is missing. */
export function BatchBalance({ batch }: { batch: BatchView }) {
  const { t } = useTranslation();
  const [closing, setClosing] = useState(false);
  const mayClose = useMay('batch.close');
  const close = useEndpointMutation(intakeApi.closeBatch, async (_batch, cache) => {
    setClosing(false);
    await Promise.all(
      [intakeApi.batch, intakeApi.batches].map(({ path }) =>
        cache.invalidateQueries({ queryKey: endpointKey({ path }).slice(0, 1) }),
      ),
    );
  });
  const refusal = closureRefusal(batch, mayClose);
  return (
    <Paper withBorder p="sm" mb="sm">
      <Group justify="space-between">
        <Title order={2} size="h5">
          {t('balance.title')}
        </Title>
        <BatchBalanceTag batch={batch} />
      </Group>
      <Figures batch={batch} />
      {batch.state === 'open' ? (
        <>
          <List size="sm" spacing={2}>
            {batch.imbalance.map((reason) => (
              <List.Item key={reason}>
                {t(`imbalance.${reason}.what`)} — {t(`imbalance.${reason}.next`)}
              </List.Item>
            ))}
          </List>
          <Group justify="flex-end" mt="xs">
            {refusal ? <Text size="xs">{t(`balance.refused.${refusal}`)}</Text> : null}
            <Button
              size="compact-sm"
              variant="default"
              disabled={refusal !== null}
              onClick={() => setClosing(true)}
            >
              {t('balance.close')}
            </Button>
          </Group>
        </>
      ) : null}
      {closing ? (
        <ReasonDialog
          title={t('balance.close')}
          explanation={
            batch.imbalance.length === 0 ? t('balance.closeBalanced') : t('balance.closeUnbalanced')
          }
          submitLabel={t('balance.close')}
          reasonRequired={batch.imbalance.length > 0}
          error={close.error}
          pending={close.isPending}
          onClose={() => setClosing(false)}
          onSubmit={(reason) =>
            close.mutate({
              params: { batchId: batch.batchId },
              body: { reason: reason === '' ? null : reason },
            })
          }
        />
      ) : null}
    </Paper>
  );
}

/** A reason helps against a wrong declared count only; unfinished work has to be finished. */
function closureRefusal(batch: BatchView, mayClose: boolean) {
  if (!mayClose) return 'role' as const;
  const unfinished = batch.imbalance.some((reason) => reason !== 'declared_count');
  return unfinished ? ('unfinished' as const) : null;
}

function Figures({ batch }: { batch: BatchView }) {
  const { t } = useTranslation();
  const count = (state: SheetState) => batch.sheetsByState[state] ?? 0;
  const others = NOT_SHEETS.reduce((sum, state) => sum + count(state), 0);
  const figures = [
    ['pages', batch.pages],
    ['notSheets', others],
    ['sheets', batch.pages - others],
    ['declared', batch.declaredSheets ?? '—'],
    ['committed', count('committed')],
    ['rejected', count('rejected') + count('illegible') + count('rescan_requested')],
  ] as const;
  return (
    <dl className="figures">
      {figures.map(([name, value]) => (
        <div key={name}>
          <dt>{t(`balance.${name}`)}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
