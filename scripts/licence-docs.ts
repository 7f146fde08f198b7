/** What of the lock file is asked. */
export type Lock = Readonly<{
  packages: Readonly<
    Record<string, Readonly<{ version?: string; license?: string; dev?: boolean }>>
  >;
}>;

/** `docs/licences.md`: every package of the lock file by licence, what runs in production apart from what builds and tests. */
export function licenceDocs({ packages }: Lock): string {
  const rows = Object.entries(packages).flatMap(([path, { version, license, dev }]) => {
    const name = path.replace(/^.*node_modules\//, '');
    return name === '' ? [] : [{ name: `${name} ${version}`, licence: license ?? '?', dev }];
  });
  const section = (title: string, own: typeof rows) => {
    const licences = [...new Set(own.map(({ licence }) => licence))].toSorted();
    const lines = licences.map((licence) => {
      const names = own.filter((row) => row.licence === licence).map(({ name }) => name);
      return `- **${licence}**: ${[...new Set(names)].toSorted().join(', ')}`;
    });
    return [`## ${title}`, ...lines].join('\n');
  };
  return `${[
    '# Licences of the packages',
    'Written by `node scripts/write-docs.ts` from `package-lock.json`. `npm run sbom` prints the same as CycloneDX, with checksums. Fonts, models and data: NOTICE.',
    section(
      'In production',
      rows.filter(({ dev }) => dev !== true),
    ),
    section(
      'To build and to test',
      rows.filter(({ dev }) => dev === true),
    ),
  ].join('\n\n')}\n`;
}
