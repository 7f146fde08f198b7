import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { buildServices } from '../../api/build-services.ts';
import { DEFAULT_LIMITS } from '../../api/deps.ts';
import { buildServer } from '../../api/server.ts';
import { openSessionSecret } from '../../api/session-secret.ts';
import { holdsDemonstration } from '../../ledger/accounts/municipality.ts';
import { openChangeFeed } from '../../ledger/change-feed.ts';
import { systemClock } from '../../runtime/clock.ts';
import { RejectedInputError } from '../../runtime/errors.ts';
import { newId } from '../../runtime/ids.ts';
import { createCropDrawer } from '../../workers/engines/column-crops.ts';
import { keptIn, PAGE_FOLDER } from './folders.ts';
import { keepDisposing } from './keep-disposing.ts';
import { keepExportsErased } from './keep-exports-erased.ts';
import { openOpenId } from './open-openid.ts';
import type { Program } from './open-program.ts';
import { probeQueue } from './probe-queue.ts';

const FINISH_MS = 5_000;
const LOOPBACK = ['127.0.0.1', '::1', 'localhost'];

/** Serves the API and the page; answers with the address it listens on. */
export async function runApi(program: Program, reading: 'here' | 'elsewhere'): Promise<string> {
  const { config, log, db, blobs, intake, review, shutdown } = program;
  await refuseToShowDemonstration(program);
  const changes = await openChangeFeed(program.services.databaseUrl, log);
  shutdown.add('change feed', changes.close);
  shutdown.add('erasure of outputs', keepExportsErased(program).close);
  shutdown.add('disposals', keepDisposing(program).close);
  const crops = createCropDrawer(blobs.get, Date.now);
  const server = await buildServer({
    services: buildServices({
      ...{ ...review, blobs, intake, crops },
      ownExportProfiles: keptIn(config.dataFolder).exportProfiles,
    }),
    signer: review.signer,
    keys: program.keys,
    publicUrl: config.publicUrl ?? null,
    openId: await openOpenId(config),
    db,
    changes,
    log,
    clock: systemClock,
    newId,
    sessionSecret: await openSessionSecret(keptIn(config.dataFolder).sessionSecret),
    staticFolder: await builtPage(),
    // A proxy on this machine ends TLS for people elsewhere.
    secureCookies: !LOOPBACK.includes(config.host) || config.trustedProxies.length > 0,
    trustedProxies: config.trustedProxies,
    limits: DEFAULT_LIMITS,
    operating: {
      metricsToken: config.metricsToken,
      queueCounts: probeQueue(program),
      checkBlobs: program.checkBlobs,
      maxBacklog: config.maxBacklog,
      reading,
    },
  });
  shutdown.add('http', async () => {
    // What is under way may end; a connection that nobody uses any more must not hold the others up.
    const cut = setTimeout(() => server.server.closeAllConnections(), FINISH_MS);
    await server.close();
    clearTimeout(cut);
  });
  return server.listen({ host: config.host, port: config.port });
}

/** Its passwords are known to everybody: it is not served to anybody but whoever sits at this machine. */
async function refuseToShowDemonstration({ config, db }: Program): Promise<void> {
  if (LOOPBACK.includes(config.host) || !(await holdsDemonstration(db))) return;
  throw new RejectedInputError('config.invalid', {
    cause: new Error(
      `YOSHIN_HOST=${config.host}: デモのデータは 127.0.0.1 でしか開けません / a demonstration is served on loopback alone`,
    ),
  });
}

async function builtPage(): Promise<string | null> {
  try {
    await access(join(PAGE_FOLDER, 'index.html'));
    return PAGE_FOLDER;
  } catch {
    // Not built: the API alone, as under test.
    return null;
  }
}
