import { Button, Group, Text, Title } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  type SampleDecision,
  type SampleDispute,
  samplingApi,
} from '../../schemas/api/sampling.ts';
import { endpointKey, useEndpointMutation } from '../api/use-endpoint.ts';
import { useMay } from '../app/session.ts';
import { FieldValue } from '../components/FieldValue.tsx';
import { ReasonDialog } from '../components/ReasonDialog.tsx';
import { SheetPlaceLink } from '../components/SheetPlaceLink.tsx';
import { SheetCrop } from '../review/SheetCrop.tsx';
import { useSheetImage } from '../review/use-sheet-image.ts';

type Deciding = Readonly<{ dispute: SampleDispute; decision: SampleDecision }>;

/** What was keyed otherwise than the ledger has it: the ink beside both, for somebody else to settle. */
export function SampleDisputes({ disputes }: { disputes: readonly SampleDispute[] }) {
  const { t } = useTranslation();
  const heading = useId();
  const [deciding, setDeciding] = useState<Deciding | null>(null);
  const decide = useEndpointMutation(samplingApi.decide, async (outcome, cache) => {
    setDeciding(null);
    notifications.show({
      message: outcome.corrected
        ? t('sampling.corrected', { count: outcome.recalled })
        : t('sampling.settled'),
    });
    await cache.invalidateQueries({ queryKey: endpointKey(samplingApi.overview).slice(0, 1) });
  });
  const close = () => {
    setDeciding(null);
    decide.reset();
  };
  return (
    <section aria-labelledby={heading}>
      <Title order={2} size="h5" id={heading}>
        {t('sampling.disputes.title')}
      </Title>
      {disputes.length === 0 ? <Text size="sm">{t('sampling.disputes.none')}</Text> : null}
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
  const mayManage = useMay('sampling.manage');
  const { field, place, imageHash, registration, ledger, keyed, keyedBy, mine } = dispute;
  const image = useSheetImage(place.sheetId, imageHash, undefined);
  const refused = mine ? t('sampling.disputes.mine') : t('sampling.disputes.refused');
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
          disabled={!mayManage || mine}
          onClick={() => onDecide({ dispute, decision: 'error' })}
        >
          {t('sampling.decision.error')}
        </Button>
        <Button
          size="compact-sm"
          variant="default"
          disabled={!mayManage || mine}
          onClick={() => onDecide({ dispute, decision: 'slip' })}
        >
          {t('sampling.decision.slip')}
        </Button>
        {mayManage && !mine ? null : <Text size="sm">{refused}</Text>}
      </Group>
    </li>
  );
}
