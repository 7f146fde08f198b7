import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { ReviewSheet } from '../../schemas/api/review.ts';
import { ErrorNotice } from '../components/ErrorNotice.tsx';
import { claimAgain, useNextSheet } from './lease.ts';

/** The sheet is no longer this person's: nothing more may be done to it from here. */
export function LeaseLost({ sheet }: { sheet: ReviewSheet }) {
  const { t } = useTranslation();
  const cache = useQueryClient();
  const next = useNextSheet(sheet.purpose);
  const again = () => claimAgain(cache, sheet.purpose, sheet.sheetId);
  return (
    <Modal
      opened
      onClose={again}
      withCloseButton={false}
      closeOnClickOutside={false}
      closeOnEscape={false}
      title={t('error.review.lease_lost.what')}
    >
      <Stack gap="sm">
        <Text size="sm">{t('error.review.lease_lost.lost')}</Text>
        <Text size="sm">{t('error.review.lease_lost.next')}</Text>
        {next.error ? <ErrorNotice error={next.error} /> : null}
        <Group justify="flex-end">
          <Button variant="default" onClick={() => next.mutate()} loading={next.isPending}>
            {t('lease.next')}
          </Button>
          <Button onClick={again} data-autofocus>
            {t('lease.again')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
