import { Button, Checkbox, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import type { QueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { replyMarksApi } from '../../schemas/api/reply-marks.ts';
import type { ReplyMarkView } from '../../schemas/reply-mark.ts';
import { useEndpointMutation } from '../api/use-endpoint.ts';
import { ErrorNotice } from '../components/ErrorNotice.tsx';

/** What the next person can do: decide on what was asked for, or ask for the end. */
export function MarkActs({ mark }: { mark: ReplyMarkView }) {
  const { t } = useTranslation();
  const told = async (_: ReplyMarkView, cache: QueryClient): Promise<void> => {
    notifications.show({
      message: t('replyMarks.done'),
      closeButtonProps: { 'aria-label': t('common.close') },
    });
    await cache.invalidateQueries({ queryKey: [replyMarksApi.search.path] });
  };
  const decide = useEndpointMutation(replyMarksApi.decide, told);
  const askToLift = useEndpointMutation(replyMarksApi.askToLift, told);
  const decideLift = useEndpointMutation(replyMarksApi.decideLift, told);
  const params = { markId: mark.markId };
  const liftWaits = mark.lifts.at(-1)?.decided === null;
  const error = decide.error ?? askToLift.error ?? decideLift.error;
  const isOver = mark.state === 'refused' || mark.state === 'lifted';
  if (isOver) return null;
  return (
    <div className="override-acts">
      {mark.state === 'waiting' ? (
        <Decide
          mark={mark}
          words={['replyMarks.confirm', 'replyMarks.refuse']}
          pending={decide.isPending}
          onDecide={(confirm) => decide.mutate({ params, body: { confirm } })}
        />
      ) : null}
      {liftWaits ? (
        <Decide
          mark={mark}
          words={['replyMarks.confirmLift', 'replyMarks.refuseLift']}
          pending={decideLift.isPending}
          onDecide={(confirm) => decideLift.mutate({ params, body: { confirm } })}
        />
      ) : null}
      {mark.state === 'confirmed' && !liftWaits ? (
        <>
          <Text size="xs">{t('replyMarks.liftExplains')}</Text>
          <Button
            size="compact-sm"
            variant="default"
            aria-label={`${t('replyMarks.lift')}: ${mark.name}`}
            loading={askToLift.isPending}
            onClick={() => askToLift.mutate({ params })}
          >
            {t('replyMarks.lift')}
          </Button>
        </>
      ) : null}
      {error ? <ErrorNotice error={error} /> : null}
    </div>
  );
}

type DecideProps = {
  mark: ReplyMarkView;
  words: readonly [
    'replyMarks.confirm' | 'replyMarks.confirmLift',
    'replyMarks.refuse' | 'replyMarks.refuseLift',
  ];
  pending: boolean;
  onDecide: (confirm: boolean) => void;
};

/** Refusing makes less protected just as lifting does: both want the document looked at. */
function Decide({ mark, words: [confirm, refuse], pending, onDecide }: DecideProps) {
  const { t } = useTranslation();
  const [seen, setSeen] = useState(false);
  if (mark.isOwn) return <Text size="sm">{t('replyMarks.own')}</Text>;
  const title = seen ? undefined : t('replyMarks.seeFirst');
  return (
    <Group gap="sm">
      <Checkbox
        label={t('replyMarks.haveSeen')}
        checked={seen}
        onChange={(event) => setSeen(event.currentTarget.checked)}
      />
      <Button
        size="compact-sm"
        disabled={!seen}
        title={title}
        loading={pending}
        onClick={() => onDecide(true)}
      >
        {t(confirm)}
      </Button>
      <Button
        size="compact-sm"
        variant="default"
        disabled={!seen}
        title={title}
        loading={pending}
        onClick={() => onDecide(false)}
      >
        {t(refuse)}
      </Button>
    </Group>
  );
}
