import { Button, Group, Loader, SegmentedControl, Text, Title } from '@mantine/core';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type ListedDeadLetter, queueApi } from '../../schemas/api/queue.ts';
import { TOLD_MS, useEndpointQuery } from '../api/use-endpoint.ts';
import { EmptyState } from '../components/EmptyState.tsx';
import { ErrorNotice } from '../components/ErrorNotice.tsx';
import { Pages } from '../components/Pages.tsx';
import { ReasonDialog } from '../components/ReasonDialog.tsx';
import { StuckTable } from './StuckTable.tsx';
import { type StuckActs, useStuckActs } from './stuck-acts.ts';

/** What the machine has given up: nothing happens to it before somebody decides here. */
export function StuckPage() {
  const { t } = useTranslation();
  const [which, setWhich] = useState<Which>('open');
  const heading = useRef<HTMLHeadingElement>(null);
  return (
    <div className="page stuck-page">
      <Group justify="space-between" mb="xs">
        <Title order={1} size="h3" ref={heading} tabIndex={-1}>
          {t('stuck.title')}
        </Title>
        <SegmentedControl
          transitionDuration={0}
          size="xs"
          aria-label={t('stuck.which')}
          value={which}
          data={[
            { value: 'open', label: t('stuck.open') },
            { value: 'decided', label: t('stuck.decided') },
          ]}
          onChange={(value) => setWhich(value === 'decided' ? 'decided' : 'open')}
        />
      </Group>
      <StuckList key={which} which={which} onActed={() => heading.current?.focus()} />
    </div>
  );
}

type Which = 'open' | 'decided';

/** `onActed`: the row acted on is gone, and the keyboard wants a place. */
function StuckList({ which, onActed }: { which: Which; onActed: () => void }) {
  const { t } = useTranslation();
  const [offset, setOffset] = useState(0);
  const [discarding, setDiscarding] = useState<ListedDeadLetter | null>(null);
  const acts = useStuckActs(() => {
    setDiscarding(null);
    onActed();
  });
  const letters = useEndpointQuery(
    queueApi.deadLetters,
    { query: { offset, decided: String(which === 'decided') } },
    { pollMs: TOLD_MS },
  );
  const refused = letters.error ? (
    <ErrorNotice error={letters.error} onRetry={() => letters.refetch()} />
  ) : null;
  if (!letters.data && refused) return refused;
  if (!letters.data) return <Loader aria-label={t('common.loading')} m="xl" />;
  const { items, total } = letters.data;
  const refusal = acts.retry.error ?? acts.retryAll.error;
  return (
    <>
      <Group justify="space-between" mb="sm" wrap="nowrap" align="flex-start">
        <Text size="sm">{t(`stuck.explanation.${which}`)}</Text>
        {which === 'open' ? <RetryAll items={items} acts={acts} /> : null}
      </Group>
      {refused}
      {refusal ? <ErrorNotice error={refusal} /> : null}
      {items.length === 0 ? (
        <EmptyState title={t(`stuck.empty.${which}.title`)}>
          {t(`stuck.empty.${which}.next`)}
        </EmptyState>
      ) : (
        <StuckTable letters={items} acts={acts} onDiscard={setDiscarding} />
      )}
      <Pages total={total} shown={items.length} offset={offset} onOffset={setOffset} />
      {discarding ? (
        <DiscardDialog letter={discarding} acts={acts} onClose={() => setDiscarding(null)} />
      ) : null}
    </>
  );
}

/** Those on the screen: nobody decides about what they have not seen. */
function RetryAll({ items, acts }: { items: readonly ListedDeadLetter[]; acts: StuckActs }) {
  const { t } = useTranslation();
  if (items.length === 0) return null;
  return (
    <Button
      size="compact-sm"
      flex="none"
      loading={acts.retryAll.isPending}
      onClick={() =>
        acts.retryAll.mutate({
          body: { deadLetterIds: items.map(({ deadLetterId }) => deadLetterId) },
        })
      }
    >
      {t('stuck.retryAll', { count: items.length })}
    </Button>
  );
}

type DiscardProps = { letter: ListedDeadLetter; acts: StuckActs; onClose: () => void };

function DiscardDialog({ letter, acts: { discard }, onClose }: DiscardProps) {
  const { t } = useTranslation();
  const { deadLetterId, sheetId } = letter;
  return (
    <ReasonDialog
      title={t('stuck.discard')}
      explanation={t(sheetId === null ? 'stuck.discardFile' : 'stuck.discardPage')}
      submitLabel={t('stuck.discard')}
      error={discard.error}
      pending={discard.isPending}
      onClose={onClose}
      onSubmit={(reason) => discard.mutate({ params: { deadLetterId }, body: { reason } })}
    />
  );
}
