import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import type { S3Location } from '../../runtime/s3-objects.ts';
import { freePort } from './free-port.ts';

export type TestObjectStore = Readonly<{
  /** A bucket of its own, empty. */
  newBucket(): Promise<S3Location>;
  /** Takes connections and never answers. */
  suspend(): void;
  resume(): void;
  stop(): Promise<void>;
}>;

const SERVER = fileURLToPath(new URL('./swift-store.py', import.meta.url));
/** Debian's own Python, for which Debian's packages are. */
const PYTHON = '/usr/bin/python3';

/** A real object store: OpenStack Swift and its S3 API, in a folder of its own. */
export async function startTestObjectStore(): Promise<TestObjectStore> {
  const folder = await mkdtemp(join(tmpdir(), 'yoshin-swift-'));
  const ports = await Promise.all([freePort(), freePort(), freePort(), freePort()]);
  const server = spawn(PYTHON, [SERVER, join(folder, 'swift'), ...ports.map(String)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await answering(server);
  const endpoint = `http://127.0.0.1:${ports[0]}`;
  const credentials = { accessKeyId: 'test:yoshin', secretAccessKey: 'secret' };
  return {
    newBucket: async () => {
      const bucket = `test-${randomBytes(6).toString('hex')}`;
      const client = new S3Client({
        ...{ endpoint, region: 'us-east-1', forcePathStyle: true, credentials },
      });
      await client.send(new CreateBucketCommand({ Bucket: bucket }));
      client.destroy();
      return { endpoint, bucket, prefix: 'yoshin/', region: 'us-east-1', ...credentials };
    },
    suspend: () => void server.kill('SIGSTOP'),
    resume: () => void server.kill('SIGCONT'),
    stop: async () => {
      const ended = once(server, 'exit');
      server.kill('SIGKILL');
      await ended;
      await rm(folder, { recursive: true });
    },
  };
}

async function answering(server: ChildProcess): Promise<void> {
  if (server.stdout === null) throw new Error('the object store has no output');
  for await (const line of createInterface({ input: server.stdout })) {
    if (line === 'ready') return;
  }
  throw new Error('the object store ended while starting (apt-get install python3-swift)');
}

/** The environment that points the program at a bucket. */
export const environmentFor = (at: S3Location) => ({
  YOSHIN_BLOBS_S3_URL: `${at.endpoint}/${at.bucket}/${at.prefix}`,
  YOSHIN_BLOBS_S3_REGION: at.region,
  YOSHIN_BLOBS_S3_ACCESS_KEY_ID: at.accessKeyId,
  YOSHIN_BLOBS_S3_SECRET_ACCESS_KEY: at.secretAccessKey,
});
