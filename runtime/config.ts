import { resolve } from 'node:path';
import { z } from 'zod';
import { RejectedInputError } from './errors.ts';
import { OPEN_ID_ENV, type OpenIdSettings, openIdSettingsOf } from './open-id-settings.ts';
import type { S3Location } from './s3-objects.ts';

export const Role = z.enum(['api', 'worker']);
export type Role = z.infer<typeof Role>;

export const LogLevel = z.enum(['silent', 'error', 'warn', 'info', 'debug']);
export type LogLevel = z.infer<typeof LogLevel>;

export type Config = Readonly<{
  /** Absent: the program runs its own PostgreSQL under `dataFolder`. */
  databaseUrl: string | undefined;
  /** Absent: the queue lives on PostgreSQL. */
  redisUrl: string | undefined;
  /** Absolute. */
  dataFolder: string;
  host: string;
  port: number;
  /** Where people open the page, as their browsers name it; absent: as each request says. */
  publicUrl: string | undefined;
  /** Absent: people log in with their password alone. */
  openId: OpenIdSettings | undefined;
  /** Worker processes that read sheets. */
  readers: number;
  /** Absent: the key file is kept in `dataFolder`. At most one of the three is given. */
  masterKeyFile: string | undefined;
  /** The content of a key file. */
  masterKey: string | undefined;
  /** Prints it: a KMS, an HSM, a vault. Run by `/bin/sh` at every start. */
  masterKeyCommand: string | undefined;
  /** Reverse proxies whose `x-forwarded-*` are believed: addresses, or names such as `loopback`. */
  trustedProxies: readonly string[];
  /** Free space that intake leaves on the disk, so that what was accepted can still be finished. */
  minFreeBytes: number;
  /** Free memory below which a worker takes no new job. */
  minFreeMemoryBytes: number;
  /** Pages waiting for the machine from which on intake refuses new files; 0: as many as come. */
  maxBacklog: number;
  hotFolder: HotFolderConfig | undefined;
  /** Absent: blobs are files under `dataFolder`. */
  blobsS3: S3Location | undefined;
  /** Asked for in `Authorization: Bearer` at /metrics; absent: loopback only. */
  metricsToken: string | undefined;
  /** Where a process without API tells its own figures; absent: nowhere. */
  metricsPort: number | undefined;
  logLevel: LogLevel;
  roles: ReadonlySet<Role>;
}>;

/** A folder that scanners write into and `yoshin start` empties. */
export type HotFolderConfig = Readonly<{
  folder: string;
  /** Absent: the only one there is. */
  municipality: string | undefined;
  /** A file that has not changed for so long has arrived whole. */
  quietMs: number;
}>;

const MIB = 1024 * 1024;

const urlOf = (protocols: readonly string[]) =>
  z.string().refine((url) => URL.canParse(url) && protocols.includes(new URL(url).protocol), {
    error: `must be a URL beginning with ${protocols.join(' or ')}//`,
  });

const wholeNumber = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, 'must be a whole number')
    .transform(Number)
    .pipe(z.number().min(min).max(max));

const path = z.string().transform((written) => resolve(written));

/** Path style, as every store knows it: the bucket, and whatever comes before its keys, in the path. */
const bucketUrl = urlOf(['https:', 'http:']).refine(
  (written) => {
    const { pathname, search, hash, username, password } = new URL(written);
    return /^\/[^/]/.test(pathname) && `${search}${hash}${username}${password}` === '';
  },
  { error: 'must be https://host/bucket or https://host/bucket/prefix, and nothing else' },
);

/** A page of its own at the root of its host; people at this machine may do without TLS. */
const originUrl = urlOf(['https:', 'http:'])
  .refine(
    (written) => {
      const url = new URL(written);
      return url.protocol === 'https:' || ['localhost', '127.0.0.1'].includes(url.hostname);
    },
    { error: 'must begin with https://' },
  )
  .transform((written) => new URL(written).origin);

const RoleSet = z
  .string()
  .transform((written) => written.split(',').map((role) => role.trim()))
  .pipe(z.array(z.enum(['api', 'worker', 'all'])).min(1))
  .transform((roles) => new Set(roles.flatMap((role) => (role === 'all' ? Role.options : role))));

const Env = z.object({
  DATABASE_URL: urlOf(['postgres:', 'postgresql:']).optional(),
  REDIS_URL: urlOf(['redis:', 'rediss:']).optional(),
  YOSHIN_DATA: path.default(() => resolve('data')),
  YOSHIN_HOST: z.string().default('127.0.0.1'),
  YOSHIN_PORT: wholeNumber(0, 65_535).default(4300),
  YOSHIN_PUBLIC_URL: originUrl.optional(),
  ...OPEN_ID_ENV,
  YOSHIN_READERS: wholeNumber(1, 64).default(2),
  YOSHIN_MASTER_KEY_FILE: path.optional(),
  YOSHIN_MASTER_KEY: z.string().optional(),
  YOSHIN_MASTER_KEY_COMMAND: z.string().optional(),
  YOSHIN_TRUSTED_PROXIES: z
    .string()
    .transform((written) => written.split(',').map((proxy) => proxy.trim()))
    .default(() => []),
  YOSHIN_MIN_FREE_MB: wholeNumber(0, 100_000_000).default(1024),
  YOSHIN_MIN_FREE_MEMORY_MB: wholeNumber(0, 100_000_000).default(256),
  YOSHIN_MAX_BACKLOG: wholeNumber(0, 100_000_000).default(20_000),
  YOSHIN_HOT_FOLDER: path.optional(),
  YOSHIN_HOT_MUNICIPALITY: z
    .string()
    .regex(/^\d{6}$/, 'must be six digits')
    .optional(),
  YOSHIN_HOT_QUIET_SECONDS: wholeNumber(1, 3_600).default(10),
  YOSHIN_BLOBS_S3_URL: bucketUrl.optional(),
  YOSHIN_BLOBS_S3_REGION: z.string().default('us-east-1'),
  YOSHIN_BLOBS_S3_ACCESS_KEY_ID: z.string().optional(),
  YOSHIN_BLOBS_S3_SECRET_ACCESS_KEY: z.string().optional(),
  YOSHIN_METRICS_TOKEN: z.string().min(16, 'must have 16 characters or more').optional(),
  YOSHIN_METRICS_PORT: wholeNumber(0, 65_535).optional(),
  LOG_LEVEL: LogLevel.default('info'),
  YOSHIN_ROLE: RoleSet.default(() => new Set(Role.options)),
});

/**
 * The only reader of the environment; called once, from a `main.ts`. A variable set to the empty string
 * counts as unset, because that is what a compose file passes on for one that is missing.
 */
export function parseConfig(env: Record<string, string | undefined>): Config {
  const given = Object.fromEntries(
    Object.keys(Env.shape).flatMap((name) => {
      const written = env[name]?.trim();
      return written ? [[name, written]] : [];
    }),
  );
  const parsed = Env.safeParse(given);
  if (!parsed.success) throw invalid(parsed.error);
  return {
    databaseUrl: parsed.data.DATABASE_URL,
    redisUrl: parsed.data.REDIS_URL,
    dataFolder: parsed.data.YOSHIN_DATA,
    host: parsed.data.YOSHIN_HOST,
    port: parsed.data.YOSHIN_PORT,
    publicUrl: parsed.data.YOSHIN_PUBLIC_URL,
    openId: openIdSettingsOf(parsed.data),
    readers: parsed.data.YOSHIN_READERS,
    ...masterKeyOf(parsed.data),
    trustedProxies: parsed.data.YOSHIN_TRUSTED_PROXIES,
    minFreeBytes: parsed.data.YOSHIN_MIN_FREE_MB * MIB,
    minFreeMemoryBytes: parsed.data.YOSHIN_MIN_FREE_MEMORY_MB * MIB,
    maxBacklog: parsed.data.YOSHIN_MAX_BACKLOG,
    hotFolder: hotFolderOf(parsed.data),
    blobsS3: s3LocationOf(parsed.data),
    metricsToken: parsed.data.YOSHIN_METRICS_TOKEN,
    metricsPort: parsed.data.YOSHIN_METRICS_PORT,
    logLevel: parsed.data.LOG_LEVEL,
    roles: parsed.data.YOSHIN_ROLE,
  };
}

/** Two places for one key would leave it open which of them is the key. */
function masterKeyOf(
  env: z.infer<typeof Env>,
): Pick<Config, 'masterKeyFile' | 'masterKey' | 'masterKeyCommand'> {
  const places = {
    masterKeyFile: env.YOSHIN_MASTER_KEY_FILE,
    masterKey: env.YOSHIN_MASTER_KEY,
    masterKeyCommand: env.YOSHIN_MASTER_KEY_COMMAND,
  };
  if (Object.values(places).filter((given) => given !== undefined).length > 1) {
    const reason = 'YOSHIN_MASTER_KEY_FILE, YOSHIN_MASTER_KEY, YOSHIN_MASTER_KEY_COMMAND: give one';
    throw new RejectedInputError('config.invalid', { cause: new Error(reason) });
  }
  return places;
}

function hotFolderOf(env: z.infer<typeof Env>): HotFolderConfig | undefined {
  if (env.YOSHIN_HOT_FOLDER === undefined) return undefined;
  return {
    folder: env.YOSHIN_HOT_FOLDER,
    municipality: env.YOSHIN_HOT_MUNICIPALITY,
    quietMs: env.YOSHIN_HOT_QUIET_SECONDS * 1_000,
  };
}

function s3LocationOf(env: z.infer<typeof Env>): S3Location | undefined {
  const {
    YOSHIN_BLOBS_S3_URL: url,
    YOSHIN_BLOBS_S3_ACCESS_KEY_ID: accessKeyId,
    YOSHIN_BLOBS_S3_SECRET_ACCESS_KEY: secretAccessKey,
  } = env;
  if (url === undefined) return undefined;
  if (accessKeyId === undefined || secretAccessKey === undefined) {
    const reason =
      'YOSHIN_BLOBS_S3_URL: needs YOSHIN_BLOBS_S3_ACCESS_KEY_ID and …_SECRET_ACCESS_KEY';
    throw new RejectedInputError('config.invalid', { cause: new Error(reason) });
  }
  const { origin, pathname } = new URL(url);
  const [bucket = '', ...rest] = pathname.split('/').filter(Boolean).map(decodeURIComponent);
  const prefix = rest.map((part) => `${part}/`).join('');
  const region = env.YOSHIN_BLOBS_S3_REGION;
  return { endpoint: origin, bucket, prefix, region, accessKeyId, secretAccessKey };
}

/** Names every wrong variable in the cause, never its value: a URL holds a password. */
function invalid(error: z.ZodError): RejectedInputError {
  const problems = error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  return new RejectedInputError('config.invalid', { cause: new Error(problems.join('; ')) });
}
