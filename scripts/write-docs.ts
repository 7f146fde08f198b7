import { readFile, writeFile } from 'node:fs/promises';
import { errorDocs } from './error-docs.ts';
import { findingDocs } from './finding-docs.ts';
import { licenceDocs } from './licence-docs.ts';

await writeFile('docs/errors.md', errorDocs());
await writeFile('docs/findings.md', findingDocs());
await writeFile(
  'docs/licences.md',
  licenceDocs(JSON.parse(await readFile('package-lock.json', 'utf8'))),
);
