import { Alert, Button, Group, Loader, Title } from '@mantine/core';
import { Link, useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { type SheetStory, storyApi } from '../../schemas/api/story.ts';
import { useEndpointQuery } from '../api/use-endpoint.ts';
import { ErrorNotice } from '../components/ErrorNotice.tsx';
import { focusOnMount } from '../components/focus-on-mount.ts';
import { SheetStateTag } from '../components/SheetStateTag.tsx';
import { StoryAnswers } from './StoryAnswers.tsx';
import { StoryTimeline } from './StoryTimeline.tsx';

/** One sheet from its file to the newest word of the ledger: for whoever has to answer for it, also on paper. */
export function SheetStoryPage() {
  const { t } = useTranslation();
  const { sheetId } = useParams({ from: '/sheets/$sheetId' });
  const query = useEndpointQuery(storyApi.sheet, { params: { sheetId } });
  if (query.error) {
    return (
      <div className="page page-narrow">
        <ErrorNotice error={query.error} onRetry={() => query.refetch()} />
      </div>
    );
  }
  if (!query.data) return <Loader aria-label={t('common.loading')} m="xl" />;
  return (
    <div className="page story-page">
      <Heading story={query.data} onAgain={() => void query.refetch()} />
      <Withheld story={query.data} />
      <div className="story-columns">
        <StoryTimeline story={query.data} />
        <StoryAnswers story={query.data} />
      </div>
    </div>
  );
}

function Heading({ story, onAgain }: { story: SheetStory; onAgain: () => void }) {
  const { t, i18n } = useTranslation();
  const { batchId, batchLabel, fileName, pageNumber, sheetId, state } = story.place;
  return (
    <header className="story-head">
      <Group gap="md">
        <Title order={1} size="h3" tabIndex={-1} ref={focusOnMount}>
          {t('story.title')}
        </Title>
        <SheetStateTag state={state} />
        <code className="short-id" title={sheetId}>
          {sheetId.slice(-8)}
        </code>
        <Group gap="xs" className="not-printed">
          <Button size="compact-sm" variant="default" onClick={onAgain}>
            {t('story.again')}
          </Button>
          <Button size="compact-sm" variant="default" onClick={() => window.print()}>
            {t('story.print')}
          </Button>
        </Group>
      </Group>
      <p>
        <Link to="/intake/$batchId" params={{ batchId }}>
          {batchLabel}
        </Link>{' '}
        {fileName} {t('sheets.pageNumber', { page: pageNumber })}{' '}
        {i18n.language === 'ja' ? story.formJa : story.formEn}
      </p>
    </header>
  );
}

/** What is not shown is said, with why and until when. */
function Withheld({ story: { withheld, rounds } }: { story: SheetStory }) {
  const { t } = useTranslation();
  if (withheld === null || rounds.length === 0) return null;
  return (
    <Alert
      color="blue"
      variant="outline"
      p="xs"
      mb="sm"
      title={t(`story.withheld.${withheld}.what`)}
    >
      {t(`story.withheld.${withheld}.why`)}
    </Alert>
  );
}
