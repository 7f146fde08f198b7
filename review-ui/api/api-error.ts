import type { ErrorCode } from '../../schemas/error-codes.ts';

/** Refusals the server never sends: the page itself met them. */
export type ClientErrorCode = 'client.unreachable' | 'client.unexpected_reply';
export type AnyErrorCode = ErrorCode | ClientErrorCode;

/** A call that did not do what it was asked. The page looks the code up in its catalogue. */
export class ApiError extends Error {
  readonly code: AnyErrorCode;
  /** Form field ids the refusal speaks of. */
  readonly fields: readonly string[];
  readonly requestId: string | null;

  constructor(
    code: AnyErrorCode,
    context: { fields?: readonly string[]; requestId?: string | null; cause?: unknown } = {},
  ) {
    super(code, { cause: context.cause });
    this.name = 'ApiError';
    this.code = code;
    this.fields = context.fields ?? [];
    this.requestId = context.requestId ?? null;
  }
}

/** The code of anything thrown; whatever is not a refusal is a fault of the page. */
export function errorCodeOf(error: unknown): AnyErrorCode {
  return error instanceof ApiError ? error.code : 'bug.invariant';
}
