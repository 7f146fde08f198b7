import { Alert, Button, Table, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ShownMaster } from '../../schemas/api/masters.ts';
import { type CsvProblem, wordsOf } from '../../schemas/csv-problem.ts';
import type { Difference, FilePlan, ImportPlan } from '../../schemas/master-plan.ts';
import { focusOnMount } from '../components/focus-on-mount.ts';
import { fieldsOf } from './masters-views.ts';
import { RowChange } from './RowChange.tsx';

type Props = {
  plan: ImportPlan;
  master: ShownMaster;
  pending: boolean;
  onTake: (basis: number) => void;
};

/** What a file would change, or why nothing of it can be taken. */
export function ImportPlanView({ plan, master, pending, onTake }: Props) {
  const { t } = useTranslation();
  if (plan.outcome === 'refused') return <Refused {...plan} />;
  const changes = plan.files.reduce((sum, { added, changed }) => sum + added + changed, 0);
  return (
    <>
      {plan.files.map((file) => (
        <Planned key={file.file} file={file} master={master} />
      ))}
      {changes === 0 ? (
        <Text>{t('masters.importNothing')}</Text>
      ) : (
        <Button mt="sm" loading={pending} onClick={() => onTake(plan.basis)}>
          {t('masters.importTake', { count: changes })}
        </Button>
      )}
    </>
  );
}

function Refused({ problems, count }: { problems: readonly CsvProblem[]; count: number }) {
  const { t, i18n } = useTranslation();
  const language = i18n.language === 'ja' ? 'ja' : 'en';
  return (
    <Alert color="red" variant="outline" role="alert" title={t('masters.importRefused', { count })}>
      <Text size="sm">{t('masters.importRefusedNext')}</Text>
      <ul className="csv-problems">
        {problems.map((problem) => (
          <li key={`${problem.line} ${problem.code} ${problem.column}`}>
            {t('masters.importLine', { line: problem.line })} {wordsOf(problem)[language]}
          </li>
        ))}
      </ul>
      {count > problems.length ? (
        <Text size="sm">{t('masters.importMore', { count: count - problems.length })}</Text>
      ) : null}
    </Alert>
  );
}

function Planned({ file, master }: { file: FilePlan; master: ShownMaster }) {
  const { t } = useTranslation();
  const figures = ['rows', 'added', 'changed', 'same', 'gone'] as const;
  return (
    <section aria-label={t('masters.importPlan')}>
      <Title order={2} size="h5" tabIndex={-1} ref={focusOnMount}>
        {t('masters.importPlan')}
      </Title>
      <dl className="import-figures">
        {figures.map((figure) => (
          <div key={figure}>
            <dt>{t(`masters.figure.${figure}`)}</dt>
            <dd>{file[figure].toLocaleString('ja-JP')}</dd>
          </div>
        ))}
      </dl>
      {file.gone > 0 ? <Text size="sm">{t('masters.goneStays')}</Text> : null}
      {file.first.length > 0 ? <Differences first={file.first} master={master} /> : null}
    </section>
  );
}

function Differences({ first, master }: { first: readonly Difference[]; master: ShownMaster }) {
  const { t } = useTranslation();
  const fields = fieldsOf(master);
  const otherwise = ({ before, after }: Difference) =>
    fields.filter((field) =>
      before === null
        ? after[field] !== null && after[field] !== ''
        : before[field] !== after[field],
    );
  return (
    <Table withTableBorder verticalSpacing={4} mt="xs" aria-label={t('masters.differences')}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('masters.line')}</Table.Th>
          <Table.Th>{t('masters.key')}</Table.Th>
          <Table.Th>{t('masters.what')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {first.map((each) => (
          <Table.Tr key={each.line}>
            <Table.Td>{each.line}</Table.Td>
            <Table.Td>{each.key.join(' ')}</Table.Td>
            <Table.Td>
              <strong>{t(`masters.act.${each.before === null ? 'added' : 'changed'}`)}</strong>
              <RowChange
                master={master}
                before={each.before}
                after={each.after}
                fields={otherwise(each)}
              />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
