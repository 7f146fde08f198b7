import { readdir } from 'node:fs/promises';
import type { Endpoint } from '../schemas/api/endpoint.ts';

const FOLDER = new URL('../schemas/api/', import.meta.url);

/** Every route that any file of `schemas/api/` declares: no list to keep. In the order of files and declarations. */
export async function contract(): Promise<Endpoint[]> {
  const files = (await readdir(FOLDER)).filter((name) => name.endsWith('.ts')).toSorted();
  const modules = await Promise.all(
    files.map(async (name): Promise<object> => import(new URL(name, FOLDER).href)),
  );
  return modules.flatMap((module) =>
    Object.values(module)
      .filter((exported) => typeof exported === 'object' && exported !== null)
      .flatMap((api: object) => Object.values(api))
      .filter(isEndpoint),
  );
}

function isEndpoint(value: unknown): value is Endpoint {
  return (
    typeof value === 'object' &&
    value !== null &&
    ['method', 'path', 'action', 'reply'].every((part) => part in value)
  );
}
