import { writeFile } from 'node:fs/promises';
import { errorDocs } from './error-docs.ts';
import { findingDocs } from './finding-docs.ts';

await writeFile('docs/errors.md', errorDocs());
await writeFile('docs/findings.md', findingDocs());
