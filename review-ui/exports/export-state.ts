import type { QueryClient } from '@tanstack/react-query';
import { type ExportState, type ExportView, exportsApi } from '../../schemas/api/exports.ts';
import { endpointKey } from '../api/use-endpoint.ts';
import type { Tone } from '../components/StatusTag.tsx';

export const TONES: Readonly<Record<ExportState, Tone>> = {
  requested: 'attention',
  approved: 'attention',
  refused: 'quiet',
  withdrawn: 'quiet',
  failed: 'bad',
  written: 'attention',
  rejected: 'bad',
  released: 'good',
  erased: 'quiet',
};

/** An output as it is now, wherever it is shown. */
export async function keepExport(view: ExportView, cache: QueryClient): Promise<void> {
  const parts = { params: { exportId: view.exportId } };
  cache.setQueryData(endpointKey(exportsApi.one, parts), view);
  await cache.invalidateQueries({ queryKey: endpointKey(exportsApi.list).slice(0, 1) });
}
