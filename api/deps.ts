import type { ChangeFeed } from '../ledger/change-feed.ts';
import type { Db } from '../ledger/database.ts';
import type { Clock } from '../runtime/clock.ts';
import type { NewId } from '../runtime/ids.ts';
import type { KeyProvider } from '../runtime/key-provider.ts';
import type { Log } from '../runtime/log.ts';
import type { Signer } from '../runtime/signer.ts';
import type { OpenId } from './openid.ts';
import type { Services } from './services.ts';

export type ServerDeps = Readonly<{
  services: Services;
  /** Signs what people stand for: the reviews of accounts. */
  signer: Signer;
  /** Seals what second factors rest on. */
  keys: KeyProvider;
  /** Where people open the page; `null`: as their browser says. */
  publicUrl: string | null;
  /** The provider people may come in by; `null`: there is none. */
  openId: OpenId | null;
  db: Db;
  /** What pages are told of while they are open. */
  changes: Pick<ChangeFeed, 'listen'>;
  log: Log;
  clock: Clock;
  newId: NewId;
  /** Signs the session cookie; see `openSessionSecret`. At least 32 characters. */
  sessionSecret: string;
  /** The built page, absolute; `null` serves the API alone. */
  staticFolder: string | null;
  /** False only where the server listens on loopback and is spoken to in plain HTTP. */
  secureCookies: boolean;
  /** Addresses of reverse proxies whose `x-forwarded-*` are believed; empty where there is none. */
  trustedProxies: readonly string[];
  limits: Limits;
  operating: Operating;
}>;

/** What monitoring may ask of the rest of the program. */
export type Operating = Readonly<{
  /** Asked for at /metrics; absent: loopback only. */
  metricsToken: string | undefined;
  /** Jobs by queue and state. */
  queueCounts(): Promise<Readonly<Record<string, Readonly<Record<string, number>>>>>;
  /** Throws, or never ends, while images cannot be fetched or kept. */
  checkBlobs(): Promise<void>;
  /** See `Config`. */
  maxBacklog: number;
  /** Whether this process reads sheets itself. One that can no longer do so ends. */
  reading: 'here' | 'elsewhere';
}>;

export type Limits = Readonly<{
  uploadBytes: number;
  /** One office shares one address. */
  loginsPerMinute: number;
  /** Of one account. */
  requestsPerMinute: number;
  /** Open event streams of one session. A browser has six connections to a host, and the page needs some of them. */
  streamsPerSession: number;
  /** How often a stream says that it stands, and whether its session does is looked up. */
  streamBeatMs: number;
}>;

export const DEFAULT_LIMITS: Limits = {
  uploadBytes: 500 * 1024 * 1024,
  loginsPerMinute: 30,
  requestsPerMinute: 6_000,
  streamsPerSession: 3,
  streamBeatMs: 15_000,
};
