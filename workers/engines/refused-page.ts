import { RejectedInputError } from '../../runtime/errors.ts';

/** One page of a file cannot be read: the clerk is told which. */
export class RefusedPageError extends RejectedInputError {
  readonly pageNumber: number;
  readonly pageCount: number;

  constructor(refusal: RejectedInputError, pageNumber: number, pageCount: number) {
    super(refusal.code, { cause: refusal.cause });
    this.pageNumber = pageNumber;
    this.pageCount = pageCount;
  }
}

export const refusedAt =
  (pageNumber: number, pageCount: number) =>
  (error: unknown): never => {
    throw error instanceof RejectedInputError
      ? new RefusedPageError(error, pageNumber, pageCount)
      : error;
  };
