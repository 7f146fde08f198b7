import { writeFile } from 'node:fs/promises';
import { contract } from './contract.ts';
import { permissionDocs } from './permission-docs.ts';

await writeFile('docs/permissions.md', permissionDocs(await contract()));
