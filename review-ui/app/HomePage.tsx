import { Navigate } from '@tanstack/react-router';
import { useMay } from './session.ts';

/** Where a person's work begins: administrators have none with sheets. */
export function HomePage() {
  const handlesSheets = useMay('batch.read');
  return <Navigate to={handlesSheets ? '/intake' : '/accounts'} replace />;
}
