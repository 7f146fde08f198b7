import { Group, Tabs, Title } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { ImportView } from './ImportView.tsx';
import { MasterView } from './MasterView.tsx';
import { MASTERS_VIEWS } from './masters-views.ts';

/** What the municipality knows: looked up, put right with a reason, and taken from files. */
export function MastersPage() {
  const { t } = useTranslation();
  const { view: asked } = useSearch({ from: '/masters' });
  const view = MASTERS_VIEWS.find((each) => each === asked) ?? 'residents';
  const navigate = useNavigate();
  const open = (chosen: string | null) => {
    const next = MASTERS_VIEWS.find((each) => each === chosen);
    if (next) void navigate({ to: '/masters', search: { view: next }, replace: true });
  };
  return (
    <div className="page masters-page">
      <Tabs value={view} onChange={open} keepMounted={false}>
        <Group justify="space-between" mb="xs" align="flex-end">
          <Title order={1} size="h3">
            {t('masters.title')}
          </Title>
          <Tabs.List aria-label={t('masters.views')}>
            {MASTERS_VIEWS.map((each) => (
              <Tabs.Tab key={each} value={each}>
                {t(`masters.view.${each}`)}
              </Tabs.Tab>
            ))}
          </Tabs.List>
        </Group>
        {MASTERS_VIEWS.map((each) => (
          <Tabs.Panel key={each} value={each}>
            {each === 'import' ? <ImportView /> : <MasterView master={each} />}
          </Tabs.Panel>
        ))}
      </Tabs>
    </div>
  );
}
