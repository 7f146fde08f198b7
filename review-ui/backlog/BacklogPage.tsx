import { Group, Tabs, Title } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { BACKLOG_VIEWS, type BacklogTab } from './backlog-views.ts';
import { HandsView } from './HandsView.tsx';
import { NowView } from './NowView.tsx';
import { QualityView } from './QualityView.tsx';

const VIEWS: Readonly<Record<BacklogTab, () => React.ReactNode>> = {
  now: () => <NowView />,
  hands: () => <HandsView />,
  quality: () => <QualityView />,
};

/** What a supervisor watches: where the work stands, who has what in hand, how well it goes. */
export function BacklogPage() {
  const { t } = useTranslation();
  const { view = 'now' } = useSearch({ from: '/backlog' });
  const navigate = useNavigate();
  const open = (chosen: string | null) => {
    const next = BACKLOG_VIEWS.find((each) => each === chosen);
    if (next) void navigate({ to: '/backlog', search: { view: next }, replace: true });
  };
  return (
    <div className="page backlog-page">
      <Tabs value={view} onChange={open} keepMounted={false}>
        <Group justify="space-between" mb="xs" align="flex-end">
          <Title order={1} size="h3">
            {t('backlog.title')}
          </Title>
          <Tabs.List aria-label={t('backlog.views')}>
            {BACKLOG_VIEWS.map((each) => (
              <Tabs.Tab key={each} value={each}>
                {t(`backlog.view.${each}`)}
              </Tabs.Tab>
            ))}
          </Tabs.List>
        </Group>
        {BACKLOG_VIEWS.map((each) => (
          <Tabs.Panel key={each} value={each}>
            {VIEWS[each]()}
          </Tabs.Panel>
        ))}
      </Tabs>
    </div>
  );
}
