const LINE = 100;

/** JSON as the repository's formatter leaves it: objects open, arrays on one line where they fit. */
export function formatJson(value: unknown, indent = ''): string {
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    const items = value.map((entry) => formatJson(entry, inner));
    const oneLine = `[${items.join(', ')}]`;
    const simple = value.every((entry) => typeof entry !== 'object' || entry === null);
    // A key stands before the array; the longest of ours takes 24 columns.
    if (simple && indent.length + oneLine.length + 24 <= LINE) return oneLine;
    return `[\n${items.map((entry) => inner + entry).join(',\n')}\n${indent}]`;
  }
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).map(
    ([key, entry]) => `${inner}${JSON.stringify(key)}: ${formatJson(entry, inner)}`,
  );
  return entries.length === 0 ? '{}' : `{\n${entries.join(',\n')}\n${indent}}`;
}
