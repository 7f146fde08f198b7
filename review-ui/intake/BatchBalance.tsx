import { Button, Group, List, Paper, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { maySignFor } from '../../rules/batch-closing.ts';
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
  const maySignOff = useMay('batch.sign_off');
  const close = useEndpointMutation(intakeApi.closeBatch, async (_batch, cache) => {
    setClosing(false);
    await Promise.all(
      [intakeApi.batch, intakeApi.batches].map(({ path }) =>
        cache.invalidateQueries({ queryKey: endpointKey({ path }).slice(0, 1) }),
      ),
    );
  });
  const refusal = closureRefusal(batch, mayClose, maySignOff);
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

/** What is pending has to be finished; for everything else a supervisor may sign with a reason. */
function closureRefusal(batch: BatchView, mayClose: boolean, maySignOff: boolean) {
  if (!mayClose) return 'role' as const;
  if (!batch.imbalance.every(maySignFor)) return 'unfinished' as const;
  return batch.imbalance.length > 0 && !maySignOff ? ('supervisor' as const) : null;
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
    ['declaredOnCovers', batch.declaredOnCovers.join(', ') || '—'],
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
