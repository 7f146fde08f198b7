import { Button, FileButton, Group, NativeSelect, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { copiesApi } from '../../schemas/api/copies.ts';
import type { ExportProfileView } from '../../schemas/api/exports.ts';
import { endpointKey } from '../api/use-endpoint.ts';
import { useServices } from '../app/Services.tsx';
import { ErrorNotice } from '../components/ErrorNotice.tsx';

/** The copy's file goes in, and what came of it opens. */
export function CompareFile({ profiles }: { profiles: readonly ExportProfileView[] }) {
  const { t, i18n } = useTranslation();
  const { call } = useServices();
  const cache = useQueryClient();
  const navigate = useNavigate();
  const [profileId, setProfileId] = useState(profiles[0]?.id ?? '');
  // The same file, taken out again, is another one: else the browser says nothing of it.
  const reset = useRef<() => void>(null);
  const compare = useMutation({
    mutationFn: (file: File) => call(copiesApi.compare, { query: { profileId } }, file),
    onSettled: () => reset.current?.(),
    onSuccess: async ({ reconciliationId }) => {
      await cache.invalidateQueries({ queryKey: endpointKey(copiesApi.list).slice(0, 1) });
      await navigate({ to: '/copies/$reconciliationId', params: { reconciliationId } });
    },
  });
  return (
    <section className="figure-table">
      <Group align="flex-end" gap="sm">
        <NativeSelect
          label={t('copies.profile')}
          description={t('copies.profileHint')}
          disabled={compare.isPending}
          value={profileId}
          onChange={(event) => setProfileId(event.currentTarget.value)}
          data={profiles.map(({ id, titleJa, titleEn, version }) => ({
            value: id,
            label: `${i18n.language === 'ja' ? titleJa : titleEn} v${version}`,
          }))}
        />
        <FileButton
          resetRef={reset}
          accept=".csv,text/csv"
          disabled={compare.isPending}
          onChange={(file) => {
            if (file !== null) compare.mutate(file);
          }}
        >
          {(props) => (
            <Button {...props} loading={compare.isPending}>
              {t('copies.choose')}
            </Button>
          )}
        </FileButton>
      </Group>
      {compare.isPending ? <Text role="status">{t('copies.comparing')}</Text> : null}
      {compare.error ? <ErrorNotice error={compare.error} /> : null}
    </section>
  );
}
