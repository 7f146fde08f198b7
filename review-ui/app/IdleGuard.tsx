import { Alert } from '@mantine/core';
import { useEffect, useEffectEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useServices } from './Services.tsx';

const TICK_MS = 5_000;
const WARNING_MS = 60_000;

type Props = { idleMinutes: number; onExpired: () => void };

/** The screen does not stay on a person's data: a minute's warning, then the session ends. */
export function IdleGuard({ idleMinutes, onExpired }: Props) {
  const { t } = useTranslation();
  const { activity } = useServices();
  const [leftMs, setLeftMs] = useState(idleMinutes * 60_000);
  useEffect(() => {
    const timer = setInterval(() => {
      setLeftMs(idleMinutes * 60_000 - activity.idleMs());
    }, TICK_MS);
    return () => clearInterval(timer);
  }, [activity, idleMinutes]);
  const expired = leftMs <= 0;
  const expire = useEffectEvent(onExpired);
  useEffect(() => {
    if (expired) expire();
  }, [expired]);
  if (leftMs > WARNING_MS) return null;
  return (
    <Alert className="idle-warning" color="orange" role="alert" title={t('idle.title')}>
      {t('idle.explanation')}
    </Alert>
  );
}
