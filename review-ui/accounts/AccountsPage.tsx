import { Group, Tabs, Text, Title } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useMay } from '../app/session.ts';
import { AccountList } from './AccountList.tsx';
import { ReviewView } from './ReviewView.tsx';
import { RulesView } from './RulesView.tsx';

const VIEWS = ['list', 'review', 'rules'] as const;
const VIEW = { list: AccountList, review: ReviewView, rules: RulesView };

/** Who may work here, and how: for the administrator to manage and the auditor to read. */
export function AccountsPage() {
  const { t } = useTranslation(['translation', 'accounts']);
  const mayRead = useMay('account.read');
  const { view: asked } = useSearch({ from: '/accounts' });
  const view = VIEWS.find((each) => each === asked) ?? 'list';
  const navigate = useNavigate();
  const open = (chosen: string | null) => {
    const next = VIEWS.find((each) => each === chosen);
    if (next) void navigate({ to: '/accounts', search: { view: next }, replace: true });
  };
  if (!mayRead) {
    return (
      <div className="page">
        <Title order={1} size="h3">
          {t('accounts.title')}
        </Title>
        <Text mt="sm">{t('accounts.refused')}</Text>
      </div>
    );
  }
  return (
    <div className="page">
      <Tabs value={view} onChange={open} keepMounted={false}>
        <Group justify="space-between" mb="xs" align="flex-end">
          <Title order={1} size="h3">
            {t('accounts.title')}
          </Title>
          <Tabs.List aria-label={t('accounts.views')}>
            {VIEWS.map((each) => (
              <Tabs.Tab key={each} value={each}>
                {t(`accounts.view.${each}`)}
              </Tabs.Tab>
            ))}
          </Tabs.List>
        </Group>
        {VIEWS.map((each) => {
          const View = VIEW[each];
          return (
            <Tabs.Panel key={each} value={each}>
              <View />
            </Tabs.Panel>
          );
        })}
      </Tabs>
    </div>
  );
}
