import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Endpoint } from '../../schemas/api/endpoint.ts';

const FOLDER = 'schemas/api';

/** Every endpoint that any file of the contract exports: a new one cannot be forgotten. */
export async function wholeContract(): Promise<Endpoint[]> {
  const files = (await readdir(FOLDER)).filter((name) => name.endsWith('.ts'));
  const modules: Record<string, unknown>[] = await Promise.all(
    files.map((name) => import(pathToFileURL(join(FOLDER, name)).href)),
  );
  return modules.flatMap((exports) =>
    Object.entries(exports)
      .filter(([name]) => name.endsWith('Api'))
      // Proof: what is exported under such a name is a record of endpoints.
      .flatMap(([, api]) => Object.values(api as Record<string, Endpoint>)),
  );
}

export const nameOf = ({ method, path }: Pick<Endpoint, 'method' | 'path'>): string =>
  `${method} ${path}`;
