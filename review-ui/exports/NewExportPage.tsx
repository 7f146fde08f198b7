import { Loader, Text, Title } from '@mantine/core';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type ExportPreview, exportsApi } from '../../schemas/api/exports.ts';
import { useEndpointMutation, useEndpointQuery } from '../api/use-endpoint.ts';
import { useMay } from '../app/session.ts';
import { ErrorNotice } from '../components/ErrorNotice.tsx';
import { AskForm } from './AskForm.tsx';
import { EMPTY_DRAFT, type ExportDraft, filterOf } from './export-draft.ts';
import { keepExport } from './export-state.ts';
import { PreviewView } from './PreviewView.tsx';

/** Conditions, what they give, and only then the request. */
export function NewExportPage() {
  const { t } = useTranslation(['translation', 'exports']);
  const may = useMay('export.request');
  if (!may) return <Text m="xl">{t('exports.newRefused')}</Text>;
  return (
    <div className="page figure-stack">
      <div>
        <Link to="/exports">{t('exports.one.back')}</Link>
        <Title order={1} size="h3">
          {t('exports.ask.title')}
        </Title>
        <Text size="sm">{t('exports.ask.explanation')}</Text>
      </div>
      <Ask />
    </div>
  );
}

function Ask() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [draft, setDraft] = useState<ExportDraft>(EMPTY_DRAFT);
  const [seen, setSeen] = useState<ExportPreview | null>(null);
  const offered = useEndpointQuery(exportsApi.profiles, {});
  const preview = useEndpointMutation(exportsApi.preview, setSeen);
  const request = useEndpointMutation(exportsApi.request, async (view, cache) => {
    await keepExport(view, cache);
    await navigate({ to: '/exports/$exportId', params: { exportId: view.exportId } });
  });
  if (offered.error) return <ErrorNotice error={offered.error} onRetry={() => offered.refetch()} />;
  if (!offered.data) return <Loader aria-label={t('common.loading')} m="xl" />;
  const { items, programmes } = offered.data;
  const profile = items.find(({ id }) => id === draft.profileId) ?? items[0];
  if (profile === undefined) return null;
  const filter = filterOf(draft);
  return (
    <>
      <AskForm
        draft={draft}
        profiles={items}
        profile={profile}
        programmes={programmes}
        pending={preview.isPending}
        onChange={(changed) => {
          setDraft(changed);
          // What was counted holds for other conditions.
          setSeen(null);
        }}
        onPreview={() => {
          if (filter !== null) preview.mutate({ body: { profileId: profile.id, filter } });
        }}
      />
      {preview.error ? <ErrorNotice error={preview.error} /> : null}
      {seen === null ? (
        <Text size="sm">{t('exports.ask.previewFirst')}</Text>
      ) : (
        <PreviewView
          key={seen.treeSize}
          preview={seen}
          pending={request.isPending}
          error={request.error}
          onAsk={(words) => {
            if (filter === null) return;
            const { treeSize } = seen;
            request.mutate({ body: { profileId: profile.id, filter, treeSize, ...words } });
          }}
        />
      )}
    </>
  );
}
