import { type DestinationStream, type Logger, pino } from 'pino';
import type { LogLevel } from './config.ts';
import { AppError } from './errors.ts';

/**
 * Everything a log line may carry. Ids, counts, durations and codes: there is no field for a name, a
 * reading, a file name or a payload, so none can be written by mistake.
 */
export type LogFields = Readonly<Partial<Record<TextField, string> & Record<NumberField, number>>>;
type TextField = (typeof TEXT_FIELDS)[number];
type NumberField = (typeof NUMBER_FIELDS)[number];

const TEXT_FIELDS = [
  ...['municipalityId', 'requestId', 'traceId', 'originalId', 'pageId', 'sheetId', 'batchId'],
  ...['roundId', 'leaseId', 'entryId', 'accountId', 'outboxId', 'jobId', 'checkpointId', 'keyId'],
  ...['queue', 'stage', 'state', 'outcome', 'role', 'service', 'engine', 'engineVersion', 'signal'],
  ...[
    'code',
    'errorName',
    'errorAt',
    'causeCode',
    'sqlState',
    'method',
    'route',
    'version',
    'table',
  ],
] as const;
const NUMBER_FIELDS = [
  ...[
    'count',
    'durationMs',
    'attempt',
    'attempts',
    'statusCode',
    'byteSize',
    'widthPx',
    'heightPx',
  ],
  ...['pid', 'port', 'exitCode', 'residualMm', 'index', 'total', 'remaining', 'concurrency'],
] as const;

/** The message is a literal of the source: a value built at run time could carry what a person wrote. */
type Write = <M extends string>(fields: LogFields, message: string extends M ? never : M) => void;
export type Log = Readonly<Record<'debug' | 'info' | 'warn' | 'error', Write>> & {
  with(fields: LogFields): Log;
};

/** Logs go to standard error: standard output belongs to what a command prints. */
export function createLog(level: LogLevel, destination?: DestinationStream): Log {
  const options = { level, base: null, timestamp: pino.stdTimeFunctions.isoTime };
  return overPino(pino(options, destination ?? pino.destination({ fd: 2, sync: true })));
}

function overPino(logger: Logger): Log {
  const write =
    (level: 'debug' | 'info' | 'warn' | 'error'): Write =>
    (fields, message) =>
      logger[level](allowed(fields), message);
  return {
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    with: (fields) => overPino(logger.child(allowed(fields))),
  };
}

const PLAIN = /^[\x21-\x7e]{1,120}$/;

/** The types already refuse the rest; this stands behind them for values that came through `unknown`. */
function allowed(fields: LogFields): Record<string, string | number> {
  const kept: Record<string, string | number> = {};
  for (const name of TEXT_FIELDS) {
    const value = fields[name];
    if (value !== undefined) kept[name] = PLAIN.test(value) ? value : '[withheld]';
  }
  for (const name of NUMBER_FIELDS) {
    const value = fields[name];
    if (typeof value === 'number') kept[name] = value;
  }
  return kept;
}

/** What may be said of a failure: its code, class and place. Its message may quote a person's data. */
export function errorFields(error: unknown): LogFields {
  if (!(error instanceof Error)) return { errorName: typeof error };
  const at = /\(?(?:file:\/\/)?\S*?((?:[\w-]+\/)?[\w.-]+:\d+):\d+\)?$/m.exec(
    error.stack ?? '',
  )?.[1];
  const cause = codeOf(error.cause) ?? codeOf(error);
  return {
    errorName: error.name,
    ...(error instanceof AppError && { code: error.code }),
    ...(at && { errorAt: at }),
    ...(cause && { causeCode: cause }),
  };
}

function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
