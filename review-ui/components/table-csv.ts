type Figure = string | number | null;

/**
 * Hands the rows over as a file for a spreadsheet: UTF-8 with the mark Excel knows it by, and nothing in it that a
 * spreadsheet takes for a formula. The library comes with the first file somebody asks for.
 */
export async function downloadCsv(
  fileName: string,
  rows: ReadonlyArray<readonly Figure[]>,
): Promise<void> {
  const { stringify } = await import('csv-stringify/browser/esm/sync');
  const text = stringify(
    rows.map((row) => [...row]),
    { bom: true, escape_formulas: true, record_delimiter: 'windows' },
  );
  const url = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  link.click();
  URL.revokeObjectURL(url);
}
