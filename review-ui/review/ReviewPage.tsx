import { Loader } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Lease, ReviewSheet } from '../../schemas/api/review.ts';
import type { Purpose } from '../../schemas/sheet-state.ts';
import { errorCodeOf } from '../api/api-error.ts';
import { useServices } from '../app/Services.tsx';
import { useAhead, useFetchedAhead } from './ahead.ts';
import { isLeaseLost, leaseQuery, useClaimAgain, useLeaseRenewal, useNextSheet } from './lease.ts';
import { ReviewDesk } from './ReviewDesk.tsx';
import { ReviewRefused } from './ReviewRefused.tsx';
import { type Outcome, sheetQuery } from './sheet-acts.ts';
import { useSheetImage } from './use-sheet-image.ts';

/** One sheet: taken, fetched, shown. The three kinds of review differ in what the server lets be seen. */
export function ReviewPage() {
  const { t } = useTranslation();
  const { purpose, sheetId } = useParams({ from: '/review/$purpose/$sheetId' });
  const { call } = useServices();
  const lease = useQuery(leaseQuery(call, purpose, sheetId));
  if (lease.error && !lease.data) {
    return <ReviewRefused purpose={purpose} error={lease.error} onRetry={() => lease.refetch()} />;
  }
  if (!lease.data) return <Loader aria-label={t('common.loading')} m="xl" />;
  return <LeasedSheet key={lease.data.sheetId} purpose={purpose} lease={lease.data} />;
}

function LeasedSheet({ purpose, lease: taken }: { purpose: Purpose; lease: Lease }) {
  const { t } = useTranslation();
  const { call } = useServices();
  const onDone = useAfterSheet(purpose, taken.sheetId);
  const renewal = useLeaseRenewal(taken);
  const lease = renewal.data ?? taken;
  const fetchedAhead = useFetchedAhead(taken);
  // As it was when this desk was set up: the cache forgets it with the desk before.
  const [ahead] = useState(fetchedAhead);
  const sheet = useQuery({
    ...sheetQuery(call, taken),
    // Taken again, it lies there as it did until the server has shown it anew.
    placeholderData: (before: ReviewSheet | undefined) => before ?? ahead?.sheet,
  });
  const again = useClaimAgain({ purpose, sheetId: taken.sheetId });
  if (sheet.error && !sheet.data) {
    const retry = () => (isLeaseLost(sheet.error) ? again.mutate() : void sheet.refetch());
    return <ReviewRefused purpose={purpose} error={again.error ?? sheet.error} onRetry={retry} />;
  }
  if (!sheet.data) return <Loader aria-label={t('common.loading')} m="xl" />;
  // Another round or another picture is another desk: nothing typed for one may reach the other.
  const { imageHash, roundId } = sheet.data;
  return (
    <WithImage
      key={`${roundId} ${imageHash}`}
      {...{ purpose, lease, onDone }}
      ahead={ahead?.image}
      sheet={sheet.data}
      renewalError={renewal.error}
    />
  );
}

type WithImageProps = Omit<Parameters<typeof ReviewDesk>[0], 'imageUrl'> & {
  purpose: Purpose;
  ahead: Blob | undefined;
};

function WithImage({ purpose, ahead, ...desk }: WithImageProps) {
  const { t } = useTranslation();
  const image = useSheetImage(desk.sheet.sheetId, desk.sheet.imageHash, ahead);
  if (image.error) {
    return <ReviewRefused purpose={purpose} error={image.error} onRetry={() => image.refetch()} />;
  }
  if (image.url === null) return <Loader aria-label={t('common.loading')} m="xl" />;
  return (
    <>
      <ReviewDesk {...desk} imageUrl={image.url} />
      <NextSheet purpose={purpose} onDesk={desk.sheet.sheetId} />
    </>
  );
}

/** Fetched only when this sheet lies there: it is not to wait for the next one. */
function NextSheet({ purpose, onDesk }: { purpose: Purpose; onDesk: string }) {
  useAhead(purpose, onDesk);
  return null;
}

/** Says what became of the sheet and takes the next one; with none left, back to the beginning. */
function useAfterSheet(purpose: Purpose, onDesk: string) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const next = useNextSheet(purpose, onDesk);
  const isHere = useRef(false);
  // A signature may arrive long after its person has gone elsewhere, where nothing is to be put before them.
  useEffect(() => {
    isHere.current = true;
    return () => {
      isHere.current = false;
    };
  }, []);
  return (outcome: Outcome) => {
    notifications.show({
      closeButtonProps: { 'aria-label': t('common.close') },
      message: t(`outcome.${outcome}`),
      autoClose: 2_500,
    });
    if (!isHere.current) return;
    next.mutate(undefined, {
      onError: (error) => {
        const none = errorCodeOf(error) === 'review.none_waiting';
        if (!none)
          notifications.show({
            closeButtonProps: { 'aria-label': t('common.close') },
            color: 'red',
            message: t(`error.${errorCodeOf(error)}.what`),
          });
        void navigate({ to: '/review/$purpose', params: { purpose } });
      },
    });
  };
}
