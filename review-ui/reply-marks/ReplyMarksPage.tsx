import { Button, Group, Loader, NativeSelect, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { replyMarksApi } from '../../schemas/api/reply-marks.ts';
import { ReplyMarkPart } from '../../schemas/reply-mark.ts';
import { useEndpointQuery } from '../api/use-endpoint.ts';
import { useMay } from '../app/session.ts';
import { EmptyState } from '../components/EmptyState.tsx';
import { ErrorNotice } from '../components/ErrorNotice.tsx';
import { Pages } from '../components/Pages.tsx';
import { ResidentFilter } from '../components/ResidentFilter.tsx';
import { AskForMarkDialog } from './AskForMarkDialog.tsx';
import { MarkCards } from './MarkCards.tsx';

/** What waits for a second person first; who is looked for stays in memory, never in the address. */
export function ReplyMarksPage() {
  const { t } = useTranslation(['translation', 'replyMarks']);
  const mayRead = useMay('reply_mark.read');
  const mayManage = useMay('reply_mark.manage');
  const [part, setPart] = useState<ReplyMarkPart | null>('open');
  const [residentId, setResidentId] = useState<string | null>(null);
  const [asking, setAsking] = useState(false);
  if (!mayRead) return <Text m="xl">{t('replyMarks.refused')}</Text>;
  return (
    <div className="page">
      <div className="sampling-head">
        <div>
          <Title order={1} size="h3">
            {t('replyMarks.title')}
          </Title>
          <Text size="sm" maw={900}>
            {t('replyMarks.explanation')}
          </Text>
        </div>
        <Button flex="none" disabled={!mayManage} onClick={() => setAsking(true)}>
          {t('replyMarks.ask')}
        </Button>
      </div>
      {mayManage ? null : <Text size="sm">{t('replyMarks.readOnly')}</Text>}
      <Group align="flex-end" gap="sm" my="sm">
        <NativeSelect
          label={t('replyMarks.filter')}
          value={part ?? ''}
          onChange={(event) => {
            const chosen = ReplyMarkPart.safeParse(event.currentTarget.value);
            setPart(chosen.success ? chosen.data : null);
          }}
          data={[
            ...ReplyMarkPart.options.map((one) => ({
              value: one as string,
              label: t(`replyMarks.part.${one}`),
            })),
            { value: '', label: t('replyMarks.all') },
          ]}
        />
        <ResidentFilter onSearch={setResidentId} />
      </Group>
      <Found key={`${part} ${residentId}`} {...{ part, residentId }} />
      {asking ? (
        <AskForMarkDialog residentId={residentId} onClose={() => setAsking(false)} />
      ) : null}
    </div>
  );
}

type Wanted = { part: ReplyMarkPart | null; residentId: string | null };

function Found(wanted: Wanted) {
  const { t } = useTranslation();
  const [offset, setOffset] = useState(0);
  const found = useEndpointQuery(replyMarksApi.search, { body: { ...wanted, offset } });
  if (found.error) return <ErrorNotice error={found.error} onRetry={() => found.refetch()} />;
  if (!found.data) return <Loader aria-label={t('common.loading')} m="xl" />;
  const { items, total } = found.data;
  if (items.length === 0) {
    return <EmptyState title={t('replyMarks.empty')}>{t('replyMarks.emptyNext')}</EmptyState>;
  }
  return (
    <>
      <p role="status">{t('replyMarks.count', { count: total })}</p>
      <MarkCards marks={items} />
      <Pages total={total} shown={items.length} offset={offset} onOffset={setOffset} />
    </>
  );
}
