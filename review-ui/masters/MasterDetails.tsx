import { Button, Group, Paper, Title } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ShownMaster } from '../../schemas/api/masters.ts';
import type { MasterRow } from '../../schemas/master-kinds.ts';
import { focusOnMount } from '../components/focus-on-mount.ts';
import { PersonOverrides } from '../overrides/PersonOverrides.tsx';
import { EditMasterDialog } from './EditMasterDialog.tsx';
import { MasterHistory } from './MasterHistory.tsx';
import { MasterValueText } from './MasterValueText.tsx';
import { fieldsOf } from './masters-views.ts';
import { useFieldLabel } from './use-field-label.ts';

type Props = { master: ShownMaster; row: MasterRow; onClose: () => void };

export function MasterDetails({ master, row, onClose }: Props) {
  const { t } = useTranslation();
  const labelOf = useFieldLabel(master);
  const [editing, setEditing] = useState(false);
  return (
    <Paper withBorder p="sm" component="section" aria-label={t('masters.details')}>
      <Group justify="space-between" mb="xs" wrap="nowrap">
        <Title order={2} size="h5" tabIndex={-1} ref={focusOnMount}>
          {t('masters.details')}
        </Title>
        <Group gap="xs" wrap="nowrap">
          <Button size="compact-sm" onClick={() => setEditing(true)}>
            {t('masters.edit')}
          </Button>
          <Button size="compact-sm" variant="subtle" onClick={onClose}>
            {t('common.close')}
          </Button>
        </Group>
      </Group>
      <dl className="facts">
        {fieldsOf(master).map((field) => (
          <div key={field} className="facts-row">
            <dt>{labelOf(field)}</dt>
            <dd>
              <MasterValueText master={master} field={field} value={row[field]} />
            </dd>
          </div>
        ))}
      </dl>
      {master === 'residents' ? <PersonOverrides residentId={String(row['residentId'])} /> : null}
      <MasterHistory master={master} row={row} />
      {editing ? (
        <EditMasterDialog master={master} before={row} onClose={() => setEditing(false)} />
      ) : null}
    </Paper>
  );
}
