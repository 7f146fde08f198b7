import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../../runtime/config.ts';
import { RejectedInputError } from '../../runtime/errors.ts';

/** Where `npm run demo` leaves its demonstration. */
export const demoFolderOf = (dataFolder: string): string => join(dataFolder, 'demo');

const isInstalled = ({ databaseUrl, dataFolder }: Config): boolean =>
  databaseUrl !== undefined || existsSync(join(dataFolder, 'postgres'));

/** Without an installation of its own, and with no folder named, this is about the demonstration, and says so. */
export function orDemonstration(
  config: Config,
  env: NodeJS.ProcessEnv,
  tell: (line: string) => void,
): Config {
  const demo = demoFolderOf(config.dataFolder);
  if (env['YOSHIN_DATA'] !== undefined || isInstalled(config) || !existsSync(demo)) return config;
  tell(`デモのデータ (${demo}) を使います。架空の人物だけです。`);
  return { ...config, dataFolder: demo };
}

/** The same for what only makes sense where something is; throws `config.invalid` where nothing is. */
export function existingInstallation(...given: Parameters<typeof orDemonstration>): Config {
  const config = orDemonstration(...given);
  if (isInstalled(config)) return config;
  throw new RejectedInputError('config.invalid', {
    cause: new Error(`${config.dataFolder} にはまだ何もありません。npm start で始めてください`),
  });
}
