import { Loader } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type SampledSheet, samplingApi } from '../../schemas/api/sampling.ts';
import { errorCodeOf } from '../api/api-error.ts';
import { useEndpointMutation } from '../api/use-endpoint.ts';
import { useServices } from '../app/Services.tsx';
import { EmptyState } from '../components/EmptyState.tsx';
import { ErrorNotice } from '../components/ErrorNotice.tsx';
import { SheetImage } from '../review/SheetImage.tsx';
import { useSheetImage } from '../review/use-sheet-image.ts';
import { SampleInput } from './SampleInput.tsx';

/** One drawn field after the other, from the paper alone. */
export function SamplingWorkPage() {
  const { t } = useTranslation();
  const { call } = useServices();
  const [done, setDone] = useState(0);
  const next = useQuery({
    queryKey: ['sampled-sheet', done],
    queryFn: () => call(samplingApi.next, {}),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    retry: false,
  });
  if (next.error && errorCodeOf(next.error) === 'review.none_waiting') {
    return <EmptyState title={t('sampling.allDone')}>{t('sampling.allDoneNext')}</EmptyState>;
  }
  if (next.error) return <ErrorNotice error={next.error} onRetry={() => next.refetch()} />;
  if (!next.data) return <Loader aria-label={t('common.loading')} m="xl" />;
  return <SampledPage key={next.data.sheetId} sheet={next.data} onDone={() => setDone(done + 1)} />;
}

type Props = { sheet: SampledSheet; onDone: () => void };

function SampledPage({ sheet, onDone }: Props) {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const [at, setAt] = useState(0);
  const image = useSheetImage(sheet.sheetId, sheet.imageHash, undefined);
  const key = useEndpointMutation(samplingApi.key, ({ agrees }) => {
    // One word for each field: the one before is read.
    notifications.clean();
    notifications.show({ message: t(agrees ? 'sampling.agrees' : 'sampling.differs') });
    if (at + 1 < sheet.fields.length) setAt(at + 1);
    else onDone();
  });
  const field = sheet.fields[at];
  if (image.error) return <ErrorNotice error={image.error} onRetry={() => image.refetch()} />;
  if (image.url === null || field === undefined) {
    return <Loader aria-label={t('common.loading')} m="xl" />;
  }
  const { sampledFieldId } = field;
  return (
    <div className="desk">
      <div className="desk-left">
        <header className="sheet-heading">
          <h1>{t('sampling.title')}</h1>
          <span>{i18n.language === 'ja' ? sheet.templateTitleJa : sheet.templateTitleEn}</span>
        </header>
        <SheetImage sheet={sheet} imageUrl={image.url} field={field} handle={null} />
      </div>
      <div className="desk-right">
        <SampleInput
          key={sampledFieldId}
          field={field}
          place={t('sampling.place', { at: at + 1, of: sheet.fields.length })}
          pending={key.isPending}
          error={key.error}
          onAnswer={(answer, value) =>
            key.mutate({ params: { sampledFieldId }, body: { answer, value } })
          }
          onLeave={() => void navigate({ to: '/sampling' })}
        />
      </div>
    </div>
  );
}
