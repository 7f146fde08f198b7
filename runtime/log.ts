import { type DestinationStream, type Logger, pino } from 'pino';
import type { LogLevel } from './config.ts';
import { AppError } from './errors.ts';

/**
 * Everything a log line may carry. Ids, counts, durations and codes: there is no field for a name, a
 * reading, a file name or a payload, so none can be written by mistake.
 */
export type LogFields = Readonly<Partial<Record<TextField, string> & Record<NumberField, number>>>;
type TextField = keyof typeof SHAPES;
type NumberField = (typeof NUMBER_FIELDS)[number];

const UUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
/** Words, codes and places in the source: no run of digits as long as a ticket's, a telephone's or a birthday's. */
const WORD = /^(?!.*\d{7})[\x21-\x7e]{1,120}$/;
const ID = new RegExp(`^${UUID}$`);

/** What a value must look like. What looks otherwise came from somewhere it should not have. */
const SHAPES = {
  ...shaped(ID, ['requestId', 'traceId', 'originalId', 'pageId', 'sheetId', 'batchId', 'roundId']),
  ...shaped(ID, ['leaseId', 'entryId', 'accountId', 'checkpointId']),
  municipalityId: /^\d{6}$/,
  keyId: /^[0-9a-f]{16}$/,
  jobId: new RegExp(`^[a-z]+-(?:\\d{1,11}|${UUID})$`),
  ...shaped(WORD, ['queue', 'stage', 'state', 'outcome', 'role', 'service', 'engine', 'signal']),
  ...shaped(WORD, ['engineVersion', 'code', 'errorName', 'errorAt', 'causeCode', 'sqlState']),
  ...shaped(WORD, ['method', 'route', 'version', 'table']),
} as const;

function shaped<const N extends string>(shape: RegExp, names: readonly N[]): Record<N, RegExp> {
  // Proof: one entry for each of the names.
  return Object.fromEntries(names.map((name) => [name, shape])) as Record<N, RegExp>;
}

/** No count or time of ours is so large: numbers of people are. */
const TOO_LARGE = 1e11;
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

// Proof: the entries of SHAPES have its keys.
const TEXT_SHAPES = Object.entries(SHAPES) as [TextField, RegExp][];

/** The types already refuse the rest; this stands behind them for values that came through `unknown`. */
function allowed(fields: LogFields): Record<string, string | number> {
  const kept: Record<string, string | number> = {};
  for (const [name, shape] of TEXT_SHAPES) {
    const value = fields[name];
    if (value !== undefined) kept[name] = shape.test(value) ? value : '[withheld]';
  }
  for (const name of NUMBER_FIELDS) {
    const value = fields[name];
    if (typeof value === 'number') kept[name] = value < TOO_LARGE ? value : '[withheld]';
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
