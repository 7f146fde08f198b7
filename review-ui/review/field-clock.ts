import { useEffect, useRef } from 'react';
import { useServices } from '../app/Services.tsx';

type Running = Readonly<{ fieldId: string; sinceMs: number }>;

/** How long each field was the current one so far, in whole ms, pauses left out. */
export function useFieldClock(currentId: string | null): () => Record<string, number> {
  const { activity } = useServices();
  const spent = useRef(new Map<string, number>());
  const running = useRef<Running | null>(null);
  useEffect(() => {
    if (currentId === null) return;
    const { current: times } = spent;
    const sinceMs = activity.activeMs();
    running.current = { fieldId: currentId, sinceMs };
    return () => {
      running.current = null;
      times.set(currentId, (times.get(currentId) ?? 0) + activity.activeMs() - sinceMs);
    };
  }, [activity, currentId]);
  return () => {
    const times = new Map(spent.current);
    const now = running.current;
    if (now !== null) {
      const { fieldId, sinceMs } = now;
      times.set(fieldId, (times.get(fieldId) ?? 0) + activity.activeMs() - sinceMs);
    }
    return Object.fromEntries([...times].map(([fieldId, ms]) => [fieldId, Math.round(ms)]));
  };
}
