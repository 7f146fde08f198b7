import { Button, Group, Text, TextInput, Title } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { copiesApi } from '../../schemas/api/copies.ts';
import { CopyRules } from '../../schemas/copies.ts';
import { endpointKey, useEndpointMutation } from '../api/use-endpoint.ts';
import { useMay } from '../app/session.ts';
import { ErrorNotice } from '../components/ErrorNotice.tsx';

/** How often, and how long the file is kept; set by administrators, read by all. */
export function CopyRulesForm({ rules }: { rules: CopyRules }) {
  const { t } = useTranslation();
  const maySet = useMay('copies.set_rules');
  const { everyDays: every, keepDays: keep } = rules;
  if (!maySet) return <Text size="sm">{t('copies.rules.now', { every, keep })}</Text>;
  return <Form rules={rules} />;
}

const numberIn = (text: string): number => Number(text.normalize('NFKC').trim() || Number.NaN);

function Form({ rules }: { rules: CopyRules }) {
  const { t } = useTranslation();
  const [every, setEvery] = useState(String(rules.everyDays));
  const [keep, setKeep] = useState(String(rules.keepDays));
  const set = useEndpointMutation(copiesApi.setRules, async (_, cache) => {
    notifications.show({
      closeButtonProps: { 'aria-label': t('common.close') },
      message: t('copies.rules.saved'),
    });
    await cache.invalidateQueries({ queryKey: endpointKey(copiesApi.list).slice(0, 1) });
  });
  const sound = CopyRules.safeParse({ everyDays: numberIn(every), keepDays: numberIn(keep) });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (sound.success) set.mutate({ body: sound.data });
  };
  return (
    <form className="figure-table" onSubmit={submit}>
      <Title order={2} size="h5">
        {t('copies.rules.title')}
      </Title>
      <Group align="flex-end" gap="md">
        <TextInput
          label={t('copies.rules.every')}
          description={t('copies.rules.everyHint')}
          inputMode="numeric"
          value={every}
          onChange={(event) => setEvery(event.currentTarget.value)}
        />
        <TextInput
          label={t('copies.rules.keep')}
          description={t('copies.rules.keepHint')}
          inputMode="numeric"
          value={keep}
          onChange={(event) => setKeep(event.currentTarget.value)}
        />
        <Button type="submit" disabled={!sound.success} loading={set.isPending}>
          {t('copies.rules.save')}
        </Button>
        {sound.success ? null : <Text size="xs">{t('copies.rules.wrong')}</Text>}
      </Group>
      {set.error ? <ErrorNotice error={set.error} /> : null}
    </form>
  );
}
