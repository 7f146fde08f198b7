import { useQuery } from '@tanstack/react-query';
import { Navigate } from '@tanstack/react-router';
import { useServices } from './Services.tsx';
import { mayIn, sessionQuery } from './session.ts';

/** Where a person's work begins: administrators have none with sheets. Nobody's any more while somebody logs out. */
export function HomePage() {
  const { call } = useServices();
  const session = useQuery(sessionQuery(call)).data;
  if (!session) return null;
  return <Navigate to={mayIn(session, 'batch.read') ? '/intake' : '/accounts'} replace />;
}
