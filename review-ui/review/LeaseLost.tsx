import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { ReviewSheet } from '../../schemas/api/review.ts';
import type { Purpose } from '../../schemas/sheet-state.ts';
import { type ApiError, errorCodeOf } from '../api/api-error.ts';
import { ErrorNotice } from '../components/ErrorNotice.tsx';
import { unsavedFields } from './LeavingDesk.tsx';
import { useClaimAgain, useNextSheet } from './lease.ts';
import type { Desk } from './use-desk.ts';

type Props = { sheet: ReviewSheet; error: ApiError; desk: Desk };

/** The sheet is no longer this desk's: nothing more is done to it from here until it is taken again. */
export function LeaseLost({ sheet, error, desk }: Props) {
  const { t } = useTranslation();
  const again = useClaimAgain(sheet);
  const isElsewhere = error.code === 'review.opened_elsewhere';
  const unsaved = unsavedFields(desk).length;
  // Somebody else has it, or it is done: it cannot be had again.
  const isGone = again.error !== null && errorCodeOf(again.error) === 'review.none_waiting';
  return (
    <Modal
      opened
      onClose={() => undefined}
      withCloseButton={false}
      closeOnClickOutside={false}
      closeOnEscape={false}
      title={t(`error.${error.code}.what`)}
    >
      <Stack gap="sm">
        {unsaved === 0 ? null : <Text size="sm">{t('lease.unsaved', { count: unsaved })}</Text>}
        {isGone ? <Gone /> : <WhatNow error={error} />}
        {again.error && !isGone ? <ErrorNotice error={again.error} /> : null}
        <Group justify="flex-end">
          {isElsewhere ? (
            <Leave purpose={sheet.purpose} />
          ) : (
            <Next purpose={sheet.purpose} isOnlyWay={isGone} />
          )}
          {isGone ? null : (
            <Button onClick={() => again.mutate()} loading={again.isPending} data-autofocus>
              {t(isElsewhere ? 'lease.here' : 'lease.again')}
            </Button>
          )}
        </Group>
      </Stack>
    </Modal>
  );
}

function WhatNow({ error }: { error: ApiError }) {
  const { t } = useTranslation();
  return (
    <>
      <Text size="sm">{t(`error.${error.code}.lost`)}</Text>
      <Text size="sm">{t(`error.${error.code}.next`)}</Text>
    </>
  );
}

function Gone() {
  const { t } = useTranslation();
  return (
    <Text size="sm" role="alert">
      {t('lease.gone')}
    </Text>
  );
}

function Next({ purpose, isOnlyWay }: { purpose: Purpose; isOnlyWay: boolean }) {
  const { t } = useTranslation();
  const next = useNextSheet(purpose);
  return (
    <>
      {next.error ? <ErrorNotice error={next.error} /> : null}
      <Button
        variant={isOnlyWay ? 'filled' : 'default'}
        onClick={() => next.mutate()}
        loading={next.isPending}
      >
        {t('lease.next')}
      </Button>
    </>
  );
}

function Leave({ purpose }: { purpose: Purpose }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const leave = () => navigate({ to: '/review/$purpose', params: { purpose }, replace: true });
  return (
    <Button variant="default" onClick={leave}>
      {t('review.back')}
    </Button>
  );
}
