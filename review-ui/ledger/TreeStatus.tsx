import { useTranslation } from 'react-i18next';
import { ledgerApi } from '../../schemas/api/ledger.ts';
import { useEndpointQuery } from '../api/use-endpoint.ts';
import { InstantText } from '../components/DateText.tsx';

/** How far the signed tree reaches: what an auditor compares with what was published. */
export function TreeStatus() {
  const { t } = useTranslation();
  const status = useEndpointQuery(ledgerApi.status, {}, { pollMs: 15_000 });
  if (!status.data) return null;
  const { treeSize, rootHash, signedAt } = status.data;
  return (
    <dl className="tree-status">
      <div>
        <dt>{t('tree.size')}</dt>
        <dd>{treeSize}</dd>
      </div>
      <div>
        <dt>{t('tree.root')}</dt>
        <dd>{rootHash === null ? '—' : <code title={rootHash}>{rootHash.slice(0, 16)}…</code>}</dd>
      </div>
      <div>
        <dt>{t('tree.signedAt')}</dt>
        <dd>{signedAt === null ? t('tree.notSigned') : <InstantText iso={signedAt} />}</dd>
      </div>
    </dl>
  );
}
