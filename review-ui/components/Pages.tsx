import { Pagination } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

type Props = {
  total: number;
  /** How many came with this reply. */
  shown: number;
  offset: number;
  onOffset: (offset: number) => void;
};

/** The server decides how many come at a time; a full first page tells how many that is. */
export function Pages({ total, shown, offset, onOffset }: Props) {
  const { t } = useTranslation();
  const [pageSize, setPageSize] = useState(0);
  if (offset === 0 && shown > pageSize) setPageSize(shown);
  if (pageSize === 0 || total <= pageSize) return null;
  return (
    <Pagination
      size="sm"
      mt="xs"
      total={Math.ceil(total / pageSize)}
      value={Math.floor(offset / pageSize) + 1}
      onChange={(page) => onOffset((page - 1) * pageSize)}
      getControlProps={(control) => ({ 'aria-label': t(`pages.${control}`) })}
      getItemProps={(page) => ({ 'aria-label': t('pages.number', { page }) })}
    />
  );
}
