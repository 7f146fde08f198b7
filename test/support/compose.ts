import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { z } from 'zod';

const Service = z.looseObject({
  image: z.string(),
  command: z.array(z.string()),
  environment: z.record(z.string(), z.string()).default({}),
  healthcheck: z.looseObject({ test: z.array(z.string()).min(2) }).optional(),
  depends_on: z.record(z.string(), z.looseObject({ condition: z.string() })).default({}),
  read_only: z.boolean().default(false),
  cap_drop: z.array(z.string()).default([]),
});
export type ComposeService = z.infer<typeof Service>;
const File = z.looseObject({ services: z.record(z.string(), Service) });

type Settings = Readonly<Record<string, string>>;

/** The services of docker-compose.yml as `docker compose config` shows them: anchors merged, settings filled in. */
export async function readCompose(settings: Settings): Promise<Record<string, ComposeService>> {
  const written: unknown = parse(await readFile('docker-compose.yml', 'utf8'), { merge: true });
  return File.parse(filledIn(written, settings)).services;
}

function filledIn(value: unknown, settings: Settings): unknown {
  if (typeof value === 'string') return interpolated(value, settings);
  if (Array.isArray(value)) return value.map((each) => filledIn(each, settings));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, filledIn(each, settings)]),
  );
}

function interpolated(text: string, settings: Settings): string {
  return text.replace(/\$\{(\w+):([-?])([^}]*)\}/g, (_, name: string, how, otherwise) => {
    const given = settings[name];
    if (given !== undefined && given !== '') return given;
    if (how === '-') return otherwise;
    throw new Error(`${name}: ${otherwise}`);
  });
}
