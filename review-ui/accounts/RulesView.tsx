import { Button, Group, Loader, NativeSelect, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AccountPolicy } from '../../schemas/accounts.ts';
import { accountsApi } from '../../schemas/api/accounts.ts';
import { endpointKey, useEndpointMutation, useEndpointQuery } from '../api/use-endpoint.ts';
import { useMay } from '../app/session.ts';
import { ErrorNotice } from '../components/ErrorNotice.tsx';
import { RoleChoice } from './RoleChoice.tsx';
import { useTold } from './use-told.ts';

/** Choices for each figure; what is in force is offered too. */
const CHOICES = {
  passwordDays: { unit: 'days', values: [90, 180, 365] },
  idleMinutes: { unit: 'minutes', values: [3, 5, 10, 15, 20, 30] },
  absoluteHours: { unit: 'hours', values: [4, 8, 10, 12] },
  reviewDays: { unit: 'days', values: [30, 90, 180, 365] },
} as const;
const FIGURES = ['passwordDays', 'idleMinutes', 'absoluteHours', 'reviewDays'] as const;
type Figure = (typeof FIGURES)[number];

/** What the municipality asks of its accounts. */
export function RulesView() {
  const { t } = useTranslation();
  const policy = useEndpointQuery(accountsApi.policy, {});
  if (policy.error) return <ErrorNotice error={policy.error} onRetry={() => policy.refetch()} />;
  if (!policy.data) return <Loader aria-label={t('common.loading')} m="xl" />;
  return <RulesForm policy={policy.data} />;
}

function RulesForm({ policy }: { policy: AccountPolicy }) {
  const { t } = useTranslation();
  const told = useTold();
  const mayManage = useMay('account.manage');
  const [draft, setDraft] = useState(policy);
  const save = useEndpointMutation(accountsApi.setPolicy, async (saved, cache) => {
    told(t('accounts.rules.saved'));
    cache.setQueryData(endpointKey(accountsApi.policy), saved);
  });
  const choose = (figure: Figure, written: string) =>
    setDraft((before) => ({
      ...before,
      [figure]: written === '' && figure === 'passwordDays' ? null : Number(written),
    }));
  return (
    <section className="figure-table" aria-labelledby="account-rules">
      <Title order={2} size="h5" id="account-rules">
        {t('accounts.rules.title')}
      </Title>
      <Text size="xs">
        {t(mayManage ? 'accounts.rules.explanation' : 'accounts.rules.refused')}
      </Text>
      <Stack gap="sm" maw={520} my="sm">
        <RoleChoice
          label={t('accounts.rules.secondFactorRoles')}
          description={t('accounts.rules.secondFactorMeans')}
          roles={draft.secondFactorRoles}
          disabled={!mayManage}
          onChange={(secondFactorRoles) => setDraft((before) => ({ ...before, secondFactorRoles }))}
        />
        {FIGURES.map((figure) => (
          <FigureChoice
            key={figure}
            figure={figure}
            inForce={policy[figure]}
            value={draft[figure]}
            disabled={!mayManage}
            onChoose={(written) => choose(figure, written)}
          />
        ))}
        {save.error ? <ErrorNotice error={save.error} /> : null}
        {mayManage ? (
          <Group>
            <Button
              disabled={JSON.stringify(draft) === JSON.stringify(policy)}
              loading={save.isPending}
              onClick={() => save.mutate({ body: draft })}
            >
              {t('accounts.rules.save')}
            </Button>
          </Group>
        ) : null}
      </Stack>
    </section>
  );
}

type ChoiceProps = {
  figure: Figure;
  inForce: number | null;
  value: number | null;
  disabled: boolean;
  onChoose: (written: string) => void;
};

function FigureChoice({ figure, inForce, value, disabled, onChoose }: ChoiceProps) {
  const { t } = useTranslation();
  const { unit, values } = CHOICES[figure];
  const offered = [...new Set<number>([...values, ...(inForce === null ? [] : [inForce])])];
  return (
    <NativeSelect
      label={t(`accounts.rules.${figure}`)}
      disabled={disabled}
      value={value === null ? '' : String(value)}
      data={[
        ...offered
          .toSorted((a, b) => a - b)
          .map((count) => ({
            value: String(count),
            label: t(`accounts.rules.${unit}`, { count }),
          })),
        ...(figure === 'passwordDays' ? [{ value: '', label: t('accounts.rules.never') }] : []),
      ]}
      onChange={(event) => onChoose(event.currentTarget.value)}
    />
  );
}
