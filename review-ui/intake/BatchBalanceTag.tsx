import { useTranslation } from 'react-i18next';
import type { BatchView } from '../../schemas/api/intake.ts';
import { StatusTag } from '../components/StatusTag.tsx';

/** Whether the batch balances, and if not, the first thing that stands in the way. */
export function BatchBalanceTag({ batch }: { batch: BatchView }) {
  const { t } = useTranslation();
  if (batch.state === 'closed') return <StatusTag tone="good">{t('batch.closed')}</StatusTag>;
  const [first] = batch.imbalance;
  if (first === undefined) return <StatusTag tone="good">{t('batch.balanced')}</StatusTag>;
  const tone = first === 'pending' ? 'busy' : first === 'empty' ? 'quiet' : 'attention';
  return <StatusTag tone={tone}>{t(`imbalance.${first}.what`)}</StatusTag>;
}

/** Waiting will not help these. */
export function GivenUpTag({ batch: { givenUp } }: { batch: Pick<BatchView, 'givenUp'> }) {
  const { t } = useTranslation();
  if (givenUp === 0) return null;
  return <StatusTag tone="bad">{t('batch.givenUp', { count: givenUp })}</StatusTag>;
}
