import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { OriginalView } from '../../schemas/api/intake.ts';
import { FigureBar } from '../components/FigureBar.tsx';

const STAGES = ['preprocess', 'read', 'check'] as const;

/** How many of a file's pages are through, and what the others wait for. */
export function FileProgress({ original }: { original: OriginalView }) {
  const { t } = useTranslation();
  const { state, pages, pagesDone, pagesWaiting } = original;
  if (state === 'received') return <Text size="sm">{t('progress.unopened')}</Text>;
  const waiting = STAGES.filter((stage) => pagesWaiting[stage] > 0).map((stage) =>
    t(`progress.waiting.${stage}`, { count: pagesWaiting[stage] }),
  );
  return (
    <>
      {t('originals.pages', { done: pagesDone, total: pages })}
      {waiting.length > 0 ? (
        <>
          {pages > 1 ? <FigureBar share={pagesDone / pages} /> : null}
          <Text size="xs">{waiting.join(t('progress.and'))}</Text>
        </>
      ) : null}
    </>
  );
}
