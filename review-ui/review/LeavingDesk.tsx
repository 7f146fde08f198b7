import { Button, Group, List, Modal, Stack, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useBlocker } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Lease } from '../../schemas/api/review.ts';
import { startingDraft } from './field-answer.ts';
import { isFinished } from './lease.ts';
import type { Desk } from './use-desk.ts';

/** Fields in which something stands that the server does not have. */
export function unsavedFields({ sheet, state, acts }: Desk) {
  return sheet.fields.filter((field) => {
    const { fieldId } = field;
    const typed = state.drafts[fieldId];
    const isTyped = typed !== undefined && typed !== '' && typed !== startingDraft(field);
    const waits = acts.outOfReach && state.sent.has(fieldId);
    return (isTyped && !state.sent.has(fieldId)) || waits || fieldId in state.unsent;
  });
}

type Props = { desk: Desk; lease: Lease; disabled: boolean };

/** Whoever leaves in the middle of a sheet is asked, if something would go with the screen. */
export function LeavingDesk({ desk, lease, disabled }: Props) {
  const { t, i18n } = useTranslation();
  const cache = useQueryClient();
  const fields = unsavedFields(desk);
  const hasNote = desk.state.note !== (desk.sheet.note ?? '');
  const isUnsaved = () => (fields.length > 0 || hasNote) && !isFinished(cache, lease);
  const leaving = useBlocker({
    shouldBlockFn: isUnsaved,
    enableBeforeUnload: () =>
      isUnsaved() || desk.state.sent.size > 0 || desk.final.finish.isPending,
    disabled,
    withResolver: true,
  });
  if (leaving.status === 'idle') return null;
  return (
    <Modal opened onClose={leaving.reset} withCloseButton={false} title={t('leaving.what')}>
      <Stack gap="sm">
        <Text size="sm">{t('leaving.lost')}</Text>
        <List size="sm">
          {fields.map(({ fieldId, labelJa, labelEn }) => (
            <List.Item key={fieldId}>{i18n.language === 'ja' ? labelJa : labelEn}</List.Item>
          ))}
          {hasNote ? <List.Item>{t('command.note')}</List.Item> : null}
        </List>
        <Group justify="flex-end">
          <Button variant="default" color="red" onClick={leaving.proceed}>
            {t('leaving.leave')}
          </Button>
          <Button onClick={leaving.reset} data-autofocus>
            {t('leaving.stay')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
