import { useTranslation } from 'react-i18next';
import { intakeApi } from '../../schemas/api/intake.ts';
import { useEndpointQuery } from '../api/use-endpoint.ts';

/** The forms as people call them; one that is not on file any more goes by its id. */
export function useFormNames(): (template: string) => string {
  const { i18n } = useTranslation();
  const { data } = useEndpointQuery(intakeApi.forms, {});
  const names = new Map(
    data?.items.map(({ template, titleJa, titleEn }) => [
      template,
      i18n.language === 'ja' ? titleJa : titleEn,
    ]),
  );
  return (template) => names.get(template) ?? template;
}
