import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { SessionRow } from '../../schemas/api/own-account.ts';
import { InstantText } from '../components/DateText.tsx';
import { FigureTable } from '../components/FigureTable.tsx';
import { StatusTag } from '../components/StatusTag.tsx';
import { deviceName } from './device-name.ts';

type Props = {
  title: string;
  explanation?: ReactNode;
  sessions: readonly SessionRow[];
  pending: boolean;
  onEnd: (sessionRef: string) => void;
};

/** Where an account is logged in, and the way to end it there. */
export function SessionTable({ title, explanation, sessions, pending, onEnd }: Props) {
  const { t } = useTranslation();
  const nameOf = ({ device }: SessionRow) =>
    deviceName(device) ?? t('accounts.sessions.unknownDevice');
  return (
    <FigureTable
      name="sessions"
      title={title}
      explanation={explanation}
      empty={t('accounts.sessions.empty')}
      rows={sessions}
      rowKey={({ sessionRef }) => sessionRef}
      acts={{
        label: t('accounts.list.acts'),
        of: ({ sessionRef, isThis }) =>
          isThis ? (
            <StatusTag tone="good">{t('accounts.sessions.this')}</StatusTag>
          ) : (
            <Button
              size="compact-xs"
              variant="default"
              loading={pending}
              onClick={() => onEnd(sessionRef)}
            >
              {t('accounts.sessions.end')}
            </Button>
          ),
      }}
      columns={[
        {
          label: t('accounts.sessions.device'),
          figure: nameOf,
          show: (session) => <span title={session.device}>{nameOf(session)}</span>,
        },
        { label: t('accounts.sessions.address'), figure: ({ address }) => address },
        {
          label: t('accounts.sessions.began'),
          figure: ({ beganAt }) => beganAt,
          show: ({ beganAt }) => <InstantText iso={beganAt} />,
        },
        {
          label: t('accounts.sessions.lastSeen'),
          figure: ({ lastSeenAt }) => lastSeenAt,
          show: ({ lastSeenAt }) => <InstantText iso={lastSeenAt} />,
        },
      ]}
    />
  );
}
