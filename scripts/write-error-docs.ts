import { writeFile } from 'node:fs/promises';
import { errorDocs } from './error-docs.ts';

await writeFile('docs/errors.md', errorDocs());
