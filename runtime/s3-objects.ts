import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { setTimeout as wait } from 'node:timers/promises';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import type { OpenBlob } from './blob-place.ts';
import { AppError, dispositionOf, RejectedInputError, TransientError } from './errors.ts';

export type S3Location = Readonly<{
  /** Scheme, host and port. */
  endpoint: string;
  bucket: string;
  /** Empty, or ending in a slash. */
  prefix: string;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
}>;

/** The few acts of the S3 API that we need, failing in our own words. */
export type S3Objects = Readonly<{
  put(key: string, file: string): Promise<void>;
  /** Throws `blob.missing` only when the bucket answered and has no such object. */
  get(key: string): Promise<OpenBlob>;
  remove(key: string): Promise<void>;
  list(prefix: string): AsyncIterable<Readonly<{ key: string; modifiedAt: Date }>>;
  /** Throws `service.blob_store_unavailable` unless the bucket answers to us. */
  check(): Promise<void>;
  close(): void;
}>;

export type S3Patience = Readonly<{
  connectMs: number;
  /** Without a byte either way for so long, a connection is given up. */
  silenceMs: number;
  pauseMs: number;
}>;

const PATIENCE: S3Patience = { connectMs: 5_000, silenceMs: 30_000, pauseMs: 500 };
const TRIES = 3;
const SILENT = { debug() {}, info() {}, warn() {}, error() {} };
const FULL: readonly string[] = ['QuotaExceeded', 'XMinioStorageFull', 'InsufficientStorage'];

export function openS3Objects(at: S3Location, patience = PATIENCE): S3Objects {
  const client = new S3Client({
    endpoint: at.endpoint,
    region: at.region,
    // Every store knows it; names of buckets in host names need a DNS of their own.
    forcePathStyle: true,
    credentials: { accessKeyId: at.accessKeyId, secretAccessKey: at.secretAccessKey },
    // Newer checksums are refused by many stores. The signed SHA-256 of the body (below) is checked by all.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    maxAttempts: TRIES,
    requestHandler: { connectionTimeout: patience.connectMs, socketTimeout: patience.silenceMs },
    logger: SILENT,
  });
  const of = (key: string) => ({ Bucket: at.bucket, Key: at.prefix + key });
  return {
    put: (key, file) => tried(() => putFile(client, of(key), file), patience.pauseMs),
    get: (key) => translated(() => getObject(client, of(key))),
    remove: (key) =>
      translated(async () => void (await client.send(new DeleteObjectCommand(of(key))))),
    list: (prefix) => listObjects(client, at, prefix),
    check: () => translated(() => answers(client, at.bucket, patience.connectMs)),
    close: () => client.destroy(),
  };
}

/** Whoever asks wants to know soon. */
async function answers(client: S3Client, bucket: string, withinMs: number): Promise<void> {
  const abortSignal = AbortSignal.timeout(withinMs);
  await client.send(new HeadBucketCommand({ Bucket: bucket }), { abortSignal });
}

type Target = Readonly<{ Bucket: string; Key: string }>;

/** One PUT of known length: the object is there whole or not at all, and the store refuses a changed byte. */
async function putFile(client: S3Client, target: Target, file: string): Promise<void> {
  const { size } = await stat(file);
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  const contentHash = hash.digest('hex');
  const command = new PutObjectCommand({
    ...target,
    Body: createReadStream(file),
    ContentLength: size,
    ContentType: 'application/octet-stream',
  });
  command.middlewareStack.add(
    (next) => (args) => {
      // Proof: the SDK's own HTTP request, which its types call unknown at this step.
      const request = args.request as { headers: Record<string, string> };
      request.headers['x-amz-content-sha256'] = contentHash;
      return next(args);
    },
    { step: 'build', name: 'signedContentHash' },
  );
  await client.send(command);
}

/** The SDK tries again by itself, but never what it would have to read from a file anew. */
async function tried(run: () => Promise<void>, pauseMs: number): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await translated(run);
    } catch (error) {
      if (attempt === TRIES || dispositionOf(error) !== 'retry') throw error;
      await wait(pauseMs * attempt);
    }
  }
}

async function getObject(client: S3Client, target: Target): Promise<OpenBlob> {
  const { Body: body, ContentLength: byteSize } = await client.send(new GetObjectCommand(target));
  if (body === undefined || byteSize === undefined) throw new Error('an object without a length');
  // Proof: under Node the SDK's body is a readable stream.
  return { byteSize, bytes: whole(body as AsyncIterable<Uint8Array>, byteSize) };
}

/** A connection that broke, or ended early, is no damaged object: it may come through the next time. */
async function* whole(
  body: AsyncIterable<Uint8Array>,
  byteSize: number,
): AsyncGenerator<Uint8Array> {
  let received = 0;
  try {
    for await (const chunk of body) {
      received += chunk.byteLength;
      yield chunk;
    }
  } catch (error) {
    throw unavailable(error);
  }
  if (received < byteSize) throw unavailable(new Error(`${received} of ${byteSize} bytes`));
}

async function* listObjects(client: S3Client, at: S3Location, prefix: string) {
  let after: string | undefined;
  do {
    const page = await translated(() =>
      client.send(
        new ListObjectsV2Command({
          Bucket: at.bucket,
          Prefix: at.prefix + prefix,
          ...(after !== undefined && { ContinuationToken: after }),
        }),
      ),
    );
    for (const { Key: key, LastModified: modifiedAt } of page.Contents ?? []) {
      if (key !== undefined && modifiedAt !== undefined) {
        yield { key: key.slice(at.prefix.length), modifiedAt };
      }
    }
    after = page.NextContinuationToken;
  } while (after !== undefined);
}

async function translated<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw outcomeOf(error);
  }
}

function outcomeOf(error: unknown): AppError {
  const { name, status } = answerOf(error);
  if (name === 'NoSuchKey') return new RejectedInputError('blob.missing', { cause: error });
  if (status === 507 || FULL.includes(name)) {
    return new TransientError('service.storage_full', { cause: error });
  }
  // Wrong credentials and a missing bucket too: an operator can mend them, and no sheet answers for them.
  return unavailable(error);
}

function unavailable(error: unknown): TransientError {
  const { name } = answerOf(error);
  const cause = Object.assign(new Error(`S3: ${name}`, { cause: error }), { code: name });
  return new TransientError('service.blob_store_unavailable', { cause });
}

/** What the store, or the network, said. The message is left out: it may name the bucket's owner. */
function answerOf(error: unknown): { name: string; status: number | undefined } {
  if (!(error instanceof Error)) return { name: 'unknown', status: undefined };
  const { code, $metadata: metadata } = error as Error & {
    code?: unknown;
    $metadata?: { httpStatusCode?: number };
  };
  const name = typeof code === 'string' ? code : error.name;
  return { name, status: metadata?.httpStatusCode };
}
