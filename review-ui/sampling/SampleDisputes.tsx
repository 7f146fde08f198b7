import { Button, Group, Text, Title } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  type SampleDecision,
  type SampleDispute,
  samplingApi,
} from '../../schemas/api/sampling.ts';
import { endpointKey, useEndpointMutation, useEndpointQuery } from '../api/use-endpoint.ts';
import { ErrorNotice } from '../components/ErrorNotice.tsx';
import { FieldValue } from '../components/FieldValue.tsx';
import { ReasonDialog } from '../components/ReasonDialog.tsx';
import { SheetPlaceLink } from '../components/SheetPlaceLink.tsx';
import { SheetCrop } from '../review/SheetCrop.tsx';
import { useSheetImage } from '../review/use-sheet-image.ts';

/** What came of it, in words that promise nothing that did not happen. */
const outcomeOf = ({ corrected, recalled }: { corrected: boolean; recalled: number }) => {
  if (corrected) return 'corrected' as const;
  return recalled > 0 ? ('recalled' as const) : ('settled' as const);
};

type Deciding = Readonly<{ dispute: SampleDispute; decision: SampleDecision }>;

/** What was keyed otherwise than the ledger has it: the ink beside both, for somebody else to settle. */
export function SampleDisputes() {
  const { t } = useTranslation();
  const found = useEndpointQuery(samplingApi.disputes, {});
  const heading = useId();
  const [deciding, setDeciding] = useState<Deciding | null>(null);
  const decide = useEndpointMutation(samplingApi.decide, async (outcome, cache) => {
    setDeciding(null);
    notifications.show({
      message: t(`sampling.outcome.${outcomeOf(outcome)}`, { count: outcome.recalled }),
    });
    for (const stale of [samplingApi.overview, samplingApi.disputes]) {
      await cache.invalidateQueries({ queryKey: endpointKey(stale).slice(0, 1) });
    }
  });
  if (found.error) return <ErrorNotice error={found.error} onRetry={() => found.refetch()} />;
  const disputes = found.data?.items ?? [];
  const close = () => {
    setDeciding(null);
    decide.reset();
  };
  return (
    <section aria-labelledby={heading}>
      <Title order={2} size="h5" id={heading}>
        {t('sampling.disputes.title')}
      </Title>
      {found.data && disputes.length === 0 ? (
        <Text size="sm">{t('sampling.disputes.none')}</Text>
      ) : null}
      <ul className="plain-list">
        {disputes.map((dispute) => (
          <Dispute key={dispute.field.sampledFieldId} dispute={dispute} onDecide={setDeciding} />
        ))}
      </ul>
      {deciding ? (
        <ReasonDialog
          title={t(`sampling.decision.${deciding.decision}`)}
          explanation={t(`sampling.means.${deciding.decision}`, { count: deciding.dispute.peers })}
          submitLabel={t(`sampling.decision.${deciding.decision}`)}
          error={decide.error}
          pending={decide.isPending}
          onClose={close}
          onSubmit={(reason) => {
            const { sampledFieldId } = deciding.dispute.field;
            const { decision } = deciding;
            decide.mutate({ params: { sampledFieldId }, body: { decision, reason } });
          }}
        />
      ) : null}
    </section>
  );
}

type Props = { dispute: SampleDispute; onDecide: (deciding: Deciding) => void };

function Dispute({ dispute, onDecide }: Props) {
  const { t, i18n } = useTranslation();
  const { field, place, imageHash, registration, ledger, keyed, keyedBy, mine } = dispute;
  const image = useSheetImage(place.sheetId, imageHash, undefined);
  return (
    <li className="sample-dispute">
      <div>
        <strong>{i18n.language === 'ja' ? field.labelJa : field.labelEn}</strong>{' '}
        <SheetPlaceLink place={place} />
      </div>
      {image.url && registration ? (
        <SheetCrop
          imageUrl={image.url}
          registration={registration}
          boxMm={field.lookAtMm}
          maxHeightPx={90}
          maxWidthPx={620}
        />
      ) : null}
      <dl>
        <dt>{t('sampling.disputes.ledger')}</dt>
        <dd>
          <FieldValue field={field} {...ledger} />
        </dd>
        <dt>{t('sampling.disputes.keyed', { name: keyedBy })}</dt>
        <dd>
          <FieldValue field={field} {...keyed} />
        </dd>
      </dl>
      <Group gap="sm">
        <Button
          size="compact-sm"
          disabled={mine}
          onClick={() => onDecide({ dispute, decision: 'error' })}
        >
          {t('sampling.decision.error')}
        </Button>
        <Button
          size="compact-sm"
          variant="default"
          disabled={mine}
          onClick={() => onDecide({ dispute, decision: 'slip' })}
        >
          {t('sampling.decision.slip')}
        </Button>
        {mine ? <Text size="sm">{t('sampling.disputes.mine')}</Text> : null}
      </Group>
    </li>
  );
}
