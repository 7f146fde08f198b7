import { Button, Group, Stack, Table, Text, TextInput, Title } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type ExportView, exportsApi } from '../../schemas/api/exports.ts';
import { useEndpointMutation } from '../api/use-endpoint.ts';
import { useMay } from '../app/session.ts';
import { InstantText } from '../components/DateText.tsx';
import { Dialog } from '../components/Dialog.tsx';
import { ErrorNotice } from '../components/ErrorNotice.tsx';
import { SubmitRow } from '../components/SubmitRow.tsx';
import { keepExport } from './export-state.ts';

/** On what a fetched file went out, and the wiping of it. */
export function ExportMedia({ view }: { view: ExportView }) {
  const { t } = useTranslation();
  const may = useMay('export.request');
  const [wiping, setWiping] = useState<string | null>(null);
  const { media, exportId } = view;
  return (
    <section className="figure-table" aria-labelledby="export-media">
      <Title order={2} size="h5" id="export-media">
        {t('exports.media.title')}
      </Title>
      <Text size="sm">{t('exports.media.explanation')}</Text>
      {media.length === 0 ? (
        <Text size="sm">{t('exports.media.none')}</Text>
      ) : (
        <Table verticalSpacing={3} aria-labelledby="export-media">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('exports.media.medium')}</Table.Th>
              <Table.Th>{t('exports.media.used')}</Table.Th>
              <Table.Th>{t('exports.media.wiped')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {media.map((each) => (
              <Table.Tr key={each.exportMediaId}>
                <Table.Td>{each.medium}</Table.Td>
                <Table.Td>
                  {each.usedBy} <InstantText iso={each.usedAt} />
                </Table.Td>
                <Table.Td>
                  {each.wipedAt === null ? (
                    <Group gap="sm">
                      {t('exports.media.notWiped')}
                      {may ? (
                        <Button
                          size="compact-sm"
                          variant="default"
                          onClick={() => setWiping(each.exportMediaId)}
                        >
                          {t('exports.media.wipe')}
                        </Button>
                      ) : null}
                    </Group>
                  ) : (
                    <>
                      {each.wipedBy} <InstantText iso={each.wipedAt} /> {each.wipedHow}
                    </>
                  )}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      {may ? <UseMedium exportId={exportId} /> : null}
      {wiping === null ? null : (
        <WipeDialog exportId={exportId} exportMediaId={wiping} onClose={() => setWiping(null)} />
      )}
    </section>
  );
}

function UseMedium({ exportId }: { exportId: string }) {
  const { t } = useTranslation();
  const [medium, setMedium] = useState('');
  const use = useEndpointMutation(exportsApi.useMedium, async (now, cache) => {
    setMedium('');
    await keepExport(now, cache);
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (medium.trim() !== '') use.mutate({ params: { exportId }, body: { medium: medium.trim() } });
  };
  return (
    <form onSubmit={submit}>
      <Group align="flex-end">
        <TextInput
          className="export-medium"
          label={t('exports.media.medium')}
          description={t('exports.media.mediumHint')}
          maxLength={200}
          value={medium}
          onChange={(event) => setMedium(event.currentTarget.value)}
        />
        <Button type="submit" disabled={medium.trim() === ''} loading={use.isPending}>
          {t('exports.media.use')}
        </Button>
      </Group>
      {use.error ? <ErrorNotice error={use.error} /> : null}
    </form>
  );
}

type WipeProps = { exportId: string; exportMediaId: string; onClose: () => void };

function WipeDialog({ exportId, exportMediaId, onClose }: WipeProps) {
  const { t } = useTranslation();
  const [how, setHow] = useState('');
  const wipe = useEndpointMutation(exportsApi.wipeMedium, async (now, cache) => {
    onClose();
    await keepExport(now, cache);
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (how.trim() !== '')
      wipe.mutate({ params: { exportId, exportMediaId }, body: { how: how.trim() } });
  };
  return (
    <Dialog onClose={onClose} title={t('exports.media.wipeTitle')}>
      <form onSubmit={submit}>
        <Stack gap="sm">
          <TextInput
            label={t('exports.media.how')}
            description={t('exports.media.wipeExplains')}
            maxLength={200}
            value={how}
            onChange={(event) => setHow(event.currentTarget.value)}
            data-autofocus
          />
          {wipe.error ? <ErrorNotice error={wipe.error} /> : null}
          <SubmitRow
            submitLabel={t('exports.media.wipe')}
            missing={how.trim() === '' ? t('exports.media.howMissing') : null}
            pending={wipe.isPending}
            onCancel={onClose}
          />
        </Stack>
      </form>
    </Dialog>
  );
}
