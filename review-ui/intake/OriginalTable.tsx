import { Button, Table, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { intakeApi, type OriginalView } from '../../schemas/api/intake.ts';
import { endpointKey, useEndpointMutation } from '../api/use-endpoint.ts';
import { useMay } from '../app/session.ts';
import { Pages } from '../components/Pages.tsx';
import { ReasonDialog } from '../components/ReasonDialog.tsx';
import { StatusTag, type Tone } from '../components/StatusTag.tsx';
import { FileProgress } from './FileProgress.tsx';

const TONES: Readonly<Record<OriginalView['state'], Tone>> = {
  received: 'busy',
  split: 'good',
  refused: 'bad',
  duplicate: 'quiet',
  discarded: 'quiet',
};

/** A folder of single pages is thousands of files. */
const SHOWN = 100;

type Props = { originals: readonly OriginalView[]; batchId: string };

/** The files of a batch; refused ones first, because somebody has to do something about them. */
export function OriginalTable({ originals, batchId }: Props) {
  const { t } = useTranslation();
  const [offset, setOffset] = useState(0);
  const [discarding, setDiscarding] = useState<OriginalView | null>(null);
  const mayUpload = useMay('batch.upload');
  const discard = useEndpointMutation(intakeApi.discardOriginal, async (_original, cache) => {
    setDiscarding(null);
    await cache.invalidateQueries({
      queryKey: endpointKey(intakeApi.batch, { params: { batchId } }),
    });
  });
  const refusedFirst = originals.toSorted(
    (a, b) => Number(b.state === 'refused') - Number(a.state === 'refused'),
  );
  return (
    <section>
      <Title order={2} size="h5">
        {t('originals.title', { count: originals.length })}
      </Title>
      {originals.length === 0 ? (
        <Text size="sm" my="xs">
          {t('originals.empty')}
        </Text>
      ) : (
        <section className="scroll-box" aria-label={t('originals.list')} tabIndex={-1}>
          <Table withTableBorder verticalSpacing={4}>
            <Table.Tbody>
              {refusedFirst.slice(offset, offset + SHOWN).map((original) => (
                <Table.Tr key={original.originalId}>
                  <Table.Td className="break">{original.fileName}</Table.Td>
                  <Table.Td ta="right">
                    <FileProgress original={original} />
                    <FiledText original={original} batchId={batchId} />
                  </Table.Td>
                  <Table.Td>
                    <StatusTag tone={TONES[original.state]}>
                      {t(`originalState.${original.state}`)}
                    </StatusTag>
                    <RefusalText original={original} />
                    <PageText original={original} />
                  </Table.Td>
                  <Table.Td ta="right">
                    {original.state === 'refused' ? (
                      <Button
                        size="compact-xs"
                        variant="default"
                        disabled={!mayUpload}
                        title={mayUpload ? undefined : t('nav.only.intake')}
                        onClick={() => setDiscarding(original)}
                      >
                        {t('originals.discard')}
                      </Button>
                    ) : null}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </section>
      )}
      <Pages
        total={originals.length}
        shown={Math.min(SHOWN, originals.length)}
        offset={offset}
        onOffset={setOffset}
      />
      {discarding ? (
        <ReasonDialog
          title={t('originals.discard')}
          explanation={t('originals.discardExplanation', { file: discarding.fileName })}
          submitLabel={t('originals.discard')}
          error={discard.error}
          pending={discard.isPending}
          onClose={() => setDiscarding(null)}
          onSubmit={(reason) =>
            discard.mutate({
              params: { originalId: discarding.originalId },
              body: { reason },
            })
          }
        />
      ) : null}
    </section>
  );
}

/** Covers inside a file send its pages to their own batches. */
function FiledText({ original, batchId }: { original: OriginalView; batchId: string }) {
  const { t } = useTranslation();
  const elsewhere = original.pages - original.pagesHere;
  if (original.batchId !== batchId) {
    return <Text size="xs">{t('originals.filedHere', { count: original.pagesHere })}</Text>;
  }
  return elsewhere > 0 ? (
    <Text size="xs">{t('originals.filedElsewhere', { count: elsewhere })}</Text>
  ) : null;
}

/** Which page it is about: the one to look for in the stack. */
function PageText({ original }: { original: OriginalView }) {
  const { t } = useTranslation();
  const { refusedPage, pageCount, missingPages } = original;
  if (refusedPage !== null && pageCount !== null && pageCount > 1) {
    return (
      <Text size="xs">{t('originals.refusedPage', { page: refusedPage, total: pageCount })}</Text>
    );
  }
  if (missingPages.length === 0) return null;
  return <Text size="xs">{t('originals.missingPages', { pages: missingPages.join(', ') })}</Text>;
}

function RefusalText({ original }: { original: OriginalView }) {
  const { t } = useTranslation();
  if (original.state === 'duplicate') return <Text size="xs">{t('originals.duplicate')}</Text>;
  if (original.errorCode === null) return null;
  return (
    <Text size="xs">
      {t(`error.${original.errorCode}.what`)}{' '}
      <Text span fw={600} inherit>
        {t(`error.${original.errorCode}.next`)}
      </Text>
    </Text>
  );
}
