import { notifications } from '@mantine/notifications';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { ledgerApi } from '../../schemas/api/ledger.ts';
import { reviewApi } from '../../schemas/api/review.ts';
import { endpointKey, useEndpointMutation } from '../api/use-endpoint.ts';
import { ReasonDialog } from '../components/ReasonDialog.tsx';

type Props = { entryId: string; kind: 'correction' | 'void'; onClose: () => void };

/** Opens a round, changes nothing yet: two people go through the sheet again. */
export function AmendDialog({ entryId, kind, onClose }: Props) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const amend = useEndpointMutation(ledgerApi.amend, async (_round, cache) => {
    notifications.show({
      closeButtonProps: { 'aria-label': t('common.close') },
      message: t('amend.opened'),
    });
    onClose();
    await cache.invalidateQueries({ queryKey: endpointKey(reviewApi.waiting) });
    await navigate({ to: '/review/$purpose', params: { purpose: 'verify' } });
  });
  return (
    <ReasonDialog
      title={t(`amend.${kind}.label`)}
      explanation={t(`amend.${kind}.explanation`)}
      submitLabel={t('amend.submit')}
      error={amend.error}
      pending={amend.isPending}
      onClose={onClose}
      onSubmit={(reason) => amend.mutate({ params: { entryId }, body: { kind, reason } })}
    />
  );
}
