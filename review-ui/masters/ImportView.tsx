import { Button, FileButton, Group, NativeSelect, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { mastersApi, ShownMaster } from '../../schemas/api/masters.ts';
import type { FilePlan } from '../../schemas/master-plan.ts';
import { useEndpointQuery } from '../api/use-endpoint.ts';
import { useServices } from '../app/Services.tsx';
import { ErrorNotice } from '../components/ErrorNotice.tsx';
import { ImportPlanView } from './ImportPlanView.tsx';

/** A file is looked at first: what it would change. Only then it is taken, as it was looked at. */
export function ImportView() {
  const { t, i18n } = useTranslation();
  const { call } = useServices();
  const cache = useQueryClient();
  const profiles = useEndpointQuery(mastersApi.profiles, {});
  const [master, setMaster] = useState<ShownMaster>('residents');
  const [profile, setProfile] = useState('standard');
  const [file, setFile] = useState<File | null>(null);
  const asked = { params: { master } };
  const plan = useMutation({
    mutationFn: (chosen: File) => call(mastersApi.plan, { ...asked, query: { profile } }, chosen),
  });
  const take = useMutation({
    mutationFn: (planned: { basis: number; sha256: string; file: File }) => {
      const { basis, sha256 } = planned;
      return call(mastersApi.import, { ...asked, query: { profile, basis, sha256 } }, planned.file);
    },
    onSuccess: () => cache.invalidateQueries({ queryKey: [mastersApi.search.path] }),
  });
  const begin = (change: () => void) => {
    plan.reset();
    take.reset();
    change();
  };
  const choose = (chosen: File | null) => {
    if (chosen === null) return;
    begin(() => setFile(chosen));
    plan.mutate(chosen);
  };
  const isBusy = plan.isPending || take.isPending;
  return (
    <section aria-label={t('masters.view.import')}>
      <Text size="sm" mb="xs">
        {t('masters.importHint')}
      </Text>
      <Group align="flex-end" gap="sm" mb="sm">
        <NativeSelect
          label={t('masters.importMaster')}
          disabled={isBusy}
          value={master}
          onChange={({ currentTarget: { value } }) =>
            begin(() => setMaster(ShownMaster.options.find((each) => each === value) ?? master))
          }
          data={ShownMaster.options.map((value) => ({ value, label: t(`masters.view.${value}`) }))}
        />
        <NativeSelect
          label={t('masters.importProfile')}
          disabled={isBusy}
          value={profile}
          onChange={({ currentTarget: { value } }) => begin(() => setProfile(value))}
          data={(profiles.data?.items ?? []).map(({ id, titleJa, titleEn }) => ({
            value: id,
            label: i18n.language === 'ja' ? titleJa : titleEn,
          }))}
        />
        <FileButton accept=".csv,text/csv" disabled={isBusy} onChange={choose}>
          {(props) => (
            <Button {...props} loading={plan.isPending}>
              {t('masters.importChoose')}
            </Button>
          )}
        </FileButton>
        {file === null ? null : (
          <Text size="sm" pb={8}>
            {file.name}
          </Text>
        )}
      </Group>
      {plan.isPending ? <Text role="status">{t('masters.importLooking')}</Text> : null}
      {[plan.error, take.error].map((error) =>
        error === null ? null : <ErrorNotice key={error.message} error={error} />,
      )}
      {plan.data && file !== null && !take.data ? (
        <ImportPlanView
          plan={plan.data.plan}
          master={master}
          pending={take.isPending}
          onTake={(basis) => take.mutate({ basis, sha256: plan.data.sha256, file })}
        />
      ) : null}
      {take.data ? <Taken files={take.data.files} /> : null}
    </section>
  );
}

function Taken({ files }: { files: readonly FilePlan[] }) {
  const { t } = useTranslation();
  return (
    <p role="status" className="import-taken">
      {files.map(({ added, changed, same }) => t('masters.importTaken', { added, changed, same }))}
    </p>
  );
}
