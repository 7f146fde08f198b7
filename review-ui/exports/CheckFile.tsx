import { Button, Group, Loader, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type ExportView, exportsApi, type SampledLine } from '../../schemas/api/exports.ts';
import { useEndpointMutation, useEndpointQuery } from '../api/use-endpoint.ts';
import { ErrorNotice } from '../components/ErrorNotice.tsx';
import { ReasonDialog } from '../components/ReasonDialog.tsx';
import { keepExport } from './export-state.ts';
import { LineToCheck } from './LineToCheck.tsx';
import { MarkedSeen } from './MarkedSeen.tsx';

/** The double check: drawn lines of the file beside the ledger, each marked by whoever had no part in it. */
export function CheckFile({ view }: { view: ExportView }) {
  const { t } = useTranslation();
  const { exportId } = view;
  const sample = useEndpointQuery(exportsApi.sample, { params: { exportId } });
  if (sample.error) return <ErrorNotice error={sample.error} onRetry={() => sample.refetch()} />;
  if (!sample.data) return <Loader aria-label={t('common.loading')} />;
  return <Marking view={view} sample={sample.data} />;
}

type Sample = { contentHash: string; lines: SampledLine[] };

function Marking({ view, sample }: { view: ExportView; sample: Sample }) {
  const { t } = useTranslation();
  const { exportId, markedPersons } = view;
  const [seen, setSeen] = useState(false);
  const unseen = markedPersons > 0 && !seen;
  const { contentHash, lines } = sample;
  const [agreeing, setAgreeing] = useState<ReadonlySet<number>>(new Set());
  const [rejecting, setRejecting] = useState(false);
  const check = useEndpointMutation(exportsApi.check, async (now, cache) => {
    if (now.state === 'released') {
      notifications.show({
        closeButtonProps: { 'aria-label': t('common.close') },
        message: t('exports.check.released'),
      });
    }
    await keepExport(now, cache);
  });
  const left = lines.filter(({ line }) => !agreeing.has(line)).length;
  const send = (agrees: boolean, reason: string | null) =>
    check.mutate({
      params: { exportId },
      body: { contentHash, agrees, reason, agreeing: [...agreeing], markedSeen: markedPersons },
    });
  const mark = (line: number, agrees: boolean) => {
    const others = [...agreeing].filter((each) => each !== line);
    setAgreeing(new Set(agrees ? [...others, line] : others));
  };
  return (
    <>
      <Text size="sm">{t('exports.check.explanation', { count: lines.length })}</Text>
      {lines.map((line) => (
        <LineToCheck
          key={line.line}
          line={line}
          agrees={agreeing.has(line.line)}
          onMark={(agrees) => mark(line.line, agrees)}
        />
      ))}
      <MarkedSeen count={markedPersons} seen={seen} onSeen={setSeen} />
      <Group>
        <Button
          disabled={left > 0 || unseen}
          title={unseen ? t('exports.act.markedMissing') : undefined}
          loading={check.isPending}
          aria-describedby={left > 0 ? 'check-left' : undefined}
          onClick={() => send(true, null)}
        >
          {t('exports.check.release')}
        </Button>
        <Button variant="default" onClick={() => setRejecting(true)}>
          {t('exports.check.reject')}
        </Button>
        {left > 0 ? (
          <Text size="xs" id="check-left">
            {t('exports.check.all', { left })}
          </Text>
        ) : null}
      </Group>
      {check.error && !rejecting ? <ErrorNotice error={check.error} /> : null}
      {rejecting ? (
        <ReasonDialog
          title={t('exports.check.reject')}
          explanation={t('exports.check.rejectExplains')}
          submitLabel={t('exports.check.reject')}
          error={check.error}
          pending={check.isPending}
          onClose={() => setRejecting(false)}
          onSubmit={(reason) => send(false, reason)}
        />
      ) : null}
    </>
  );
}
