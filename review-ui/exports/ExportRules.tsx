import { Button, Group, Text, TextInput, Title } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { exportsApi } from '../../schemas/api/exports.ts';
import { endpointKey, useEndpointMutation } from '../api/use-endpoint.ts';
import { useMay } from '../app/session.ts';
import { ErrorNotice } from '../components/ErrorNotice.tsx';

type Rules = { approvalFrom: number; keepDays: number };

const numberIn = (text: string): number | null => {
  const plain = text.normalize('NFKC').trim();
  return /^\d{1,7}$/.test(plain) ? Number(plain) : null;
};

/** From when on a second person approves, and how long files lie there; set by administrators, read by all. */
export function ExportRules({ rules }: { rules: Rules }) {
  const { t } = useTranslation();
  const maySet = useMay('export.set_rules');
  const { approvalFrom: from, keepDays: days } = rules;
  const said =
    from === 1 ? t('exports.rules.always', { days }) : t('exports.rules.now', { from, days });
  if (!maySet) return <Text size="sm">{said}</Text>;
  return <RulesForm rules={rules} />;
}

function RulesForm({ rules }: { rules: Rules }) {
  const { t } = useTranslation();
  const [from, setFrom] = useState(String(rules.approvalFrom));
  const [days, setDays] = useState(String(rules.keepDays));
  const set = useEndpointMutation(exportsApi.setRules, async (_, cache) => {
    notifications.show({
      closeButtonProps: { 'aria-label': t('common.close') },
      message: t('exports.rules.saved'),
    });
    await cache.invalidateQueries({ queryKey: endpointKey(exportsApi.list).slice(0, 1) });
  });
  const approvalFrom = numberIn(from) ?? 0;
  const keepDays = numberIn(days) ?? 0;
  const sound = approvalFrom >= 1 && approvalFrom <= 1_000_000 && keepDays >= 1 && keepDays <= 31;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (sound) set.mutate({ body: { approvalFrom, keepDays } });
  };
  return (
    <form className="figure-table" onSubmit={submit}>
      <Title order={2} size="h5">
        {t('exports.rules.title')}
      </Title>
      <Group align="flex-end" gap="md">
        <TextInput
          label={t('exports.rules.from')}
          description={t('exports.rules.fromHint')}
          inputMode="numeric"
          value={from}
          onChange={(event) => setFrom(event.currentTarget.value)}
        />
        <TextInput
          label={t('exports.rules.days')}
          description={t('exports.rules.daysHint')}
          inputMode="numeric"
          value={days}
          onChange={(event) => setDays(event.currentTarget.value)}
        />
        <Button type="submit" disabled={!sound} loading={set.isPending}>
          {t('exports.rules.save')}
        </Button>
        {sound ? null : <Text size="xs">{t('exports.rules.wrong')}</Text>}
      </Group>
      {set.error ? <ErrorNotice error={set.error} /> : null}
    </form>
  );
}
