import { Button, Group } from '@mantine/core';

type Encoding = 'utf-8' | 'shift_jis';
type Props = { pdf: string; csvIn: (encoding: Encoding) => string };

/** One list as files: to be printed, and to be read by other programs, old ones too. */
export function FileLinks({ pdf, csvIn }: Props) {
  const files = [
    { label: 'PDF', href: pdf },
    { label: 'CSV (UTF-8)', href: csvIn('utf-8') },
    { label: 'CSV (Shift_JIS)', href: csvIn('shift_jis') },
  ];
  return (
    <Group gap="xs">
      {files.map(({ label, href }) => (
        <Button key={label} component="a" href={href} variant="default" size="compact-sm" download>
          {label}
        </Button>
      ))}
    </Group>
  );
}
