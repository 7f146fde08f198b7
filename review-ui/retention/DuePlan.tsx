import { Button, Checkbox, Group, Text } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { warekiOf } from '../../rules/calendar.ts';
import { type RetentionPreview, retentionApi } from '../../schemas/api/retention.ts';
import type { RetentionKind } from '../../schemas/retention.ts';
import { useEndpointMutation } from '../api/use-endpoint.ts';
import { useMay } from '../app/session.ts';
import { DateText } from '../components/DateText.tsx';
import { FigureTable } from '../components/FigureTable.tsx';
import { ReasonDialog } from '../components/ReasonDialog.tsx';
import { DueItems, type LeftOut } from './DueItems.tsx';
import { keepDisposal } from './disposal-state.ts';
import { RuleDialog } from './RuleDialog.tsx';

type Row = RetentionPreview['kinds'][number];

/** The dry run of today, kind by kind; whoever may asks for what of it is to go. */
export function DuePlan({ preview }: { preview: RetentionPreview }) {
  const { t } = useTranslation(['translation', 'retention']);
  const mayAsk = useMay('retention.propose');
  const maySet = useMay('retention.set_rules');
  const [chosen, setChosen] = useState<ReadonlySet<RetentionKind>>(new Set());
  const [leftOut, setLeftOut] = useState<readonly LeftOut[]>([]);
  const [open, setOpen] = useState<RetentionKind | null>(null);
  const [rule, setRule] = useState<Row | null>(null);
  const over = preview.kinds.filter(({ items }) => items > 0);
  const wanted = over.filter(({ kind }) => chosen.has(kind));
  const choose = (kind: RetentionKind) => {
    const others = [...chosen].filter((each) => each !== kind);
    setChosen(new Set(chosen.has(kind) ? others : [...others, kind]));
  };
  return (
    <>
      <FigureTable
        name="retention"
        title={t('retention.due.title', { day: warekiOf(preview.asOf) })}
        explanation={
          preview.undetermined > 0
            ? t('retention.due.undetermined', { count: preview.undetermined })
            : t('retention.due.explanation')
        }
        empty={t('retention.due.none')}
        rows={preview.kinds}
        rowKey={({ kind }) => kind}
        columns={[
          {
            label: t('retention.due.kind'),
            figure: ({ kind }) => t(`retention.kind.${kind}`),
            show: ({ kind, items }) => (
              <Checkbox
                label={t(`retention.kind.${kind}`)}
                checked={chosen.has(kind)}
                disabled={!mayAsk || items === 0}
                onChange={() => choose(kind)}
              />
            ),
          },
          { label: t('retention.due.rule'), figure: (row) => ruleWords(t, row) },
          { label: t('retention.due.items'), figure: ({ items }) => items },
          {
            label: t('retention.due.oldest'),
            figure: ({ oldest }) => oldest,
            show: ({ oldest }) => (oldest === null ? '—' : <DateText iso={oldest} />),
          },
        ]}
        acts={{
          label: t('retention.due.acts'),
          of: (row) => (
            <Group gap="xs" wrap="nowrap">
              {mayAsk && row.items > 0 ? (
                <Button
                  variant="default"
                  size="compact-sm"
                  onClick={() => setOpen(open === row.kind ? null : row.kind)}
                >
                  {t('retention.due.show')}
                </Button>
              ) : null}
              {maySet ? (
                <Button variant="default" size="compact-sm" onClick={() => setRule(row)}>
                  {t('retention.rule.change')}
                </Button>
              ) : null}
            </Group>
          ),
        }}
      />
      {mayAsk ? (
        <AskForDisposal
          asOf={preview.asOf}
          wanted={wanted}
          leftOut={leftOut.filter(({ kind }) => chosen.has(kind))}
          nothing={over.length === 0}
        />
      ) : null}
      {open === null ? null : <DueItems kind={open} leftOut={leftOut} onLeftOut={setLeftOut} />}
      {rule === null ? null : <RuleDialog rule={rule} onClose={() => setRule(null)} />}
    </>
  );
}

type Words = ReturnType<typeof useTranslation<['translation', 'retention']>>['t'];

const ruleWords = (t: Words, { basis, years }: Row): string =>
  years === null
    ? t('retention.rule.forGood')
    : t('retention.rule.years', { basis: t(`retention.basis.${basis}`), years });

type Asking = {
  asOf: string;
  wanted: readonly Row[];
  leftOut: readonly LeftOut[];
  nothing: boolean;
};

function AskForDisposal({ asOf, wanted, leftOut, nothing }: Asking) {
  const { t } = useTranslation(['translation', 'retention']);
  const navigate = useNavigate();
  const [asked, setAsked] = useState(false);
  const request = useEndpointMutation(retentionApi.request, async (view, cache) => {
    setAsked(false);
    await keepDisposal(view, cache);
    await navigate({ to: '/retention/$disposalId', params: { disposalId: view.disposalId } });
  });
  const count = wanted.reduce((sum, { items }) => sum + items, 0) - leftOut.length;
  const missing = nothing ? t('retention.ask.nothing') : t('retention.ask.choose');
  return (
    <Group>
      <Button disabled={count <= 0} onClick={() => setAsked(true)}>
        {t('retention.ask.do')}
      </Button>
      <Text size="sm">
        {count <= 0 ? missing : t('retention.ask.counts', { count, leftOut: leftOut.length })}
      </Text>
      {asked ? (
        <ReasonDialog
          title={t('retention.ask.do')}
          explanation={t('retention.ask.explains', { count })}
          submitLabel={t('retention.ask.send')}
          initialReason={t('retention.ask.usual')}
          error={request.error}
          pending={request.isPending}
          onClose={() => setAsked(false)}
          onSubmit={(reason) =>
            request.mutate({
              body: {
                ...{ asOf, reason, leftOut: [...leftOut] },
                kinds: wanted.map(({ kind, items }) => ({ kind, items })),
              },
            })
          }
        />
      ) : null}
    </Group>
  );
}
