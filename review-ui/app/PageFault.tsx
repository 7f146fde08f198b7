import type { ErrorComponentProps } from '@tanstack/react-router';
import { ErrorNotice } from '../components/ErrorNotice.tsx';

/** A fault of the page itself: said in words, with a way on, never as a stack. */
export function PageFault({ error, reset }: ErrorComponentProps) {
  const known = error instanceof Error ? error : new Error('thrown', { cause: error });
  return (
    <div className="page page-narrow">
      <ErrorNotice error={known} onRetry={reset} />
    </div>
  );
}
