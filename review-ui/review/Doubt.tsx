import { useTranslation } from 'react-i18next';
import type { FieldDoubt, ReviewField } from '../../schemas/api/review.ts';
import { FieldValue, WrittenValue } from '../components/FieldValue.tsx';
import { type ReaderName, readersOf } from './reader-names.ts';

/** What would round to nothing is not worth a look; the likeliest always is. */
const TOLD = 0.005;

/** Why a field is in doubt: what readers, masters and others made of it. Sent only after this person has keyed. */
export function Doubt({ field }: { field: ReviewField }) {
  const { t } = useTranslation();
  const { doubt } = field;
  if (doubt === null || field.status === 'closed') return null;
  const { otherKeyings } = doubt;
  const candidates = doubt.candidates.filter(
    ({ probability }, at) => at === 0 || probability >= TOLD,
  );
  return (
    <div className="doubt">
      <MasterWord field={field} doubt={doubt} />
      <ReadersApart doubt={doubt} />
      <p>
        {t(candidates.length + otherKeyings.length === 0 ? 'doubt.nothingRead' : 'doubt.title')}
      </p>
      <ul>
        {otherKeyings.map((keying) => (
          <li key={`${keying.answer} ${keying.value}`}>
            <strong>
              <FieldValue field={field} answer={keying.answer} value={keying.value} />
            </strong>{' '}
            <small>{t('doubt.person')}</small>
          </li>
        ))}
        {candidates.map((candidate) => (
          <ReadCandidate
            key={`${candidate.source} ${candidate.value}`}
            field={field}
            doubt={doubt}
            candidate={candidate}
          />
        ))}
      </ul>
    </div>
  );
}

type InDoubt = { field: ReviewField; doubt: FieldDoubt };
type Candidate = FieldDoubt['candidates'][number];

function ReadCandidate({ field, doubt, candidate }: InDoubt & { candidate: Candidate }) {
  const { t } = useTranslation();
  const source = useReaderNames()(readersOf(candidate.source));
  const percent = Math.round(candidate.probability * 100);
  return (
    <li>
      <strong>
        <WrittenValue field={field} value={candidate.value} />
      </strong>{' '}
      <small>{t('doubt.reader', { source, percent })}</small>
      {candidate.held && doubt.master ? (
        <small> · {t(`doubt.held.${doubt.master.name}`)}</small>
      ) : null}
    </li>
  );
}

function ReadersApart({ doubt: { readersApart } }: Pick<InDoubt, 'doubt'>) {
  const { t } = useTranslation();
  const names = useReaderNames();
  if (readersApart.length === 0) return null;
  const readers = names(readersApart.flatMap(readersOf));
  return <p>{t('doubt.readersApart', { readers })}</p>;
}

function MasterWord({ field, doubt: { master } }: InDoubt) {
  const { t } = useTranslation();
  if (master === null) return null;
  return (
    <p>
      {master.holdsMine ? t(`doubt.agrees.${master.name}`) : t(`doubt.differs.${master.name}`)}
      {master.says !== null && !master.holdsMine ? (
        <span className="doubt-says">
          {t(`doubt.says.${master.name}`)}{' '}
          <strong>
            <WrittenValue field={field} value={master.says} />
          </strong>
        </span>
      ) : null}
    </p>
  );
}

function useReaderNames(): (readers: readonly ReaderName[]) => string {
  const { t } = useTranslation();
  return (readers) =>
    [...new Set(readers)].map((reader) => t(`doubt.readers.${reader}`)).join(' · ');
}
