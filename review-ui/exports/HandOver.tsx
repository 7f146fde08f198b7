import { Button, Group, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { urlOf } from '../../schemas/api/endpoint.ts';
import { type ExportView, exportsApi } from '../../schemas/api/exports.ts';
import { useEndpointMutation } from '../api/use-endpoint.ts';
import { useMay } from '../app/session.ts';
import { ErrorNotice } from '../components/ErrorNotice.tsx';
import { keepExport } from './export-state.ts';

/** The encrypted ZIP and, apart from it, its password: in the memory of this screen alone, and only now. */
export function HandOver({ view }: { view: ExportView }) {
  const { t } = useTranslation();
  const may = useMay('export.request');
  const [password, setPassword] = useState<string | null>(null);
  const archive = useEndpointMutation(exportsApi.archive, async (made, cache) => {
    setPassword(made.password);
    await keepExport(made.export, cache);
  });
  const { exportId, archivedAt, part } = view;
  if (!may || part !== 'requested') {
    return (
      <>
        <Text size="sm">{t('exports.act.archiveOther')}</Text>
        {may && archivedAt !== null ? <Download exportId={exportId} /> : null}
      </>
    );
  }
  return (
    <>
      <Text size="sm">{t('exports.act.archiveExplains')}</Text>
      {password === null ? null : (
        <div className="export-password" role="status">
          <Text size="sm" fw={600}>
            {t('exports.act.password')}
          </Text>
          <code>{password}</code>
          <Text size="sm">{t('exports.act.passwordHint')}</Text>
        </div>
      )}
      <Group>
        {archivedAt === null ? null : <Download exportId={exportId} />}
        <Button
          variant={archivedAt === null ? 'filled' : 'default'}
          loading={archive.isPending}
          onClick={() => archive.mutate({ params: { exportId } })}
        >
          {t(archivedAt === null ? 'exports.act.archive' : 'exports.act.archiveAgain')}
        </Button>
      </Group>
      {archive.error ? <ErrorNotice error={archive.error} /> : null}
    </>
  );
}

function Download({ exportId }: { exportId: string }) {
  const { t } = useTranslation();
  return (
    <Group>
      <Button
        component="a"
        href={urlOf(exportsApi.download, { exportId })}
        variant="default"
        download
      >
        {t('exports.act.download')}
      </Button>
    </Group>
  );
}
