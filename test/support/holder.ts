import { createLog } from '../../runtime/log.ts';
import { joinServices, openServices } from '../../runtime/services/services.ts';

/**
 * A process of its own that opens the services of a data folder and keeps them; one JSON line says whether
 * they are open or refused. SIGTERM closes them. Run by `services-process.ts`.
 */
const [dataFolder = '', how = 'open'] = process.argv.slice(2);
const say = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);
const open = how === 'join' ? joinServices : openServices;

try {
  const config = { dataFolder, databaseUrl: undefined, redisUrl: undefined };
  const services = await open(config, createLog('info'));
  // The open services keep no process alive; this does.
  const alive = setInterval(() => {}, 60_000);
  process.once('SIGTERM', async () => {
    await services.close();
    clearInterval(alive);
  });
  say({ kind: 'open', databaseUrl: services.databaseUrl });
} catch (error) {
  const { code, cause } = error as { code?: string; cause?: Error };
  say({ kind: 'refused', code, reason: cause?.message });
}
