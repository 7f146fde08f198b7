import { useTranslation } from 'react-i18next';

/** Words for what the server calls by codes; a code that is newer than the words is shown as it is. */
export function useAuditWords() {
  const { i18n } = useTranslation('auditLog');
  const wordAt = (key: string, code: string): string => {
    const word: unknown = i18n.getResource(i18n.language, 'auditLog', key);
    return typeof word === 'string' ? word : code;
  };
  return {
    action: (code: string): string => {
      const name = code.replaceAll('.', '_');
      return wordAt(`auditLog.action.${name}`, code);
    },
    kind: (code: string): string => wordAt(`auditLog.kind.${code}`, code),
    problem: (code: string): string => wordAt(`auditLog.problem.${code}`, code),
    term: (code: string): string => wordAt(`auditLog.terms.kind.${code}`, code),
  };
}
