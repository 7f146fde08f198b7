import { useTranslation } from 'react-i18next';

/** Words for what the server calls by codes; a code that is newer than the words is shown as it is. */
export function useAuditWords() {
  const { i18n } = useTranslation('auditLog');
  const wordAt = (namespace: 'auditLog' | 'translation', key: string, code: string): string => {
    const word: unknown = i18n.getResource(i18n.language, namespace, key);
    return typeof word === 'string' ? word : code;
  };
  const action = (code: string): string => {
    const name = code.replaceAll('.', '_');
    return wordAt('auditLog', `auditLog.action.${name}`, code);
  };
  const kind = (code: string): string => wordAt('auditLog', `auditLog.kind.${code}`, code);
  return {
    action,
    kind,
    problem: (code: string): string => wordAt('auditLog', `auditLog.problem.${code}`, code),
    term: (code: string): string => wordAt('auditLog', `auditLog.terms.kind.${code}`, code),
    detail: (name: string): string => wordAt('auditLog', `auditLog.detail.${name}`, name),
    /** What stands under a name of a detail: some names have codes of their own. */
    value: (name: string, code: string): string => {
      if (name === 'action') return action(code);
      if (name === 'master') return kind(code);
      if (name === 'who') return wordAt('auditLog', `auditLog.search.${code}`, code);
      if (name === 'part') return wordAt('auditLog', `auditLog.part.${code}`, code);
      if (['step', 'act'].includes(name)) return wordAt('auditLog', `auditLog.step.${code}`, code);
      if (name.startsWith('field')) return wordAt('translation', `masters.field.${code}`, code);
      return wordAt('auditLog', `auditLog.value.${code}`, code);
    },
  };
}
