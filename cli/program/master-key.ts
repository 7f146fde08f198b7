import type { Config } from '../../runtime/config.ts';
import { type KeyProvider, openKeyProvider } from '../../runtime/key-provider.ts';
import type { MasterKeySource } from '../../runtime/master-key.ts';
import { keptIn } from './folders.ts';

type Keyed = Pick<Config, 'dataFolder' | 'masterKey' | 'masterKeyCommand' | 'masterKeyFile'>;

/** Where the configuration says that the key is. One that the operator named must be there; ours is made on the first start. */
export function masterKeySource(config: Keyed): MasterKeySource {
  const { masterKey, masterKeyCommand, masterKeyFile, dataFolder } = config;
  if (masterKey !== undefined) return { kind: 'value', written: masterKey };
  if (masterKeyCommand !== undefined) return { kind: 'command', command: masterKeyCommand };
  const create = masterKeyFile === undefined;
  return { kind: 'file', path: masterKeyFile ?? keptIn(dataFolder).masterKey, create };
}

/** The key of this installation; `create: false` where looking must not make one. */
export const openMasterKey = (
  config: Keyed,
  blobFolder: string,
  { create }: { create: boolean },
): Promise<KeyProvider> => {
  const source = masterKeySource(config);
  return openKeyProvider({
    source: source.kind === 'file' ? { ...source, create: source.create && create } : source,
    blobFolder,
  });
};
