import { Button, Group, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { urlOf } from '../../schemas/api/endpoint.ts';
import { numbersApi, type SuspicionView } from '../../schemas/api/numbers.ts';
import { Dialog } from '../components/Dialog.tsx';
import { ErrorNotice } from '../components/ErrorNotice.tsx';
import type { NumberActs } from './number-acts.ts';
import { SuspicionPicture } from './SuspicionPicture.tsx';

type Props = { suspicion: SuspicionView; acts: NumberActs; onClose: () => void };

/** The place as it came, and the two answers. That it was looked at here is in the audit log. */
export function DecideDialog({ suspicion, acts: { confirm, restore }, onClose }: Props) {
  const { t } = useTranslation();
  const { suspicionId, areas } = suspicion;
  const params = { suspicionId };
  const url = urlOf(numbersApi.page, params);
  const error = confirm.error ?? restore.error;
  const pending = confirm.isPending || restore.isPending;
  return (
    <Dialog onClose={onClose} size="xl" title={t('numbers.decide')}>
      <Stack gap="sm">
        <Text size="sm">{t('numbers.question')}</Text>
        {areas.map((area, at) => (
          <SuspicionPicture
            key={`${area.left} ${area.top}`}
            page={suspicion}
            area={area}
            url={url}
            label={t('numbers.unmasked', { at: at + 1 })}
          />
        ))}
        <Text size="sm">{t('numbers.consequence')}</Text>
        {error ? <ErrorNotice error={error} /> : null}
        <Group justify="space-between">
          <Button
            disabled={pending}
            loading={confirm.isPending}
            onClick={() => confirm.mutate({ params })}
          >
            {t('numbers.confirm')}
          </Button>
          <Group>
            {/* The keyboard starts where nothing is lost. */}
            <Button variant="default" data-autofocus onClick={onClose}>
              {t('numbers.later')}
            </Button>
            <Button
              disabled={pending}
              loading={restore.isPending}
              onClick={() => restore.mutate({ params })}
            >
              {t('numbers.restore')}
            </Button>
          </Group>
        </Group>
      </Stack>
    </Dialog>
  );
}
