import { useQuery } from '@tanstack/react-query';
import { Navigate } from '@tanstack/react-router';
import { useServices } from './Services.tsx';
import { mayIn, sessionQuery } from './session.ts';

/** Where a person's work begins: administrators have none with sheets, contractors with columns alone. Nobody's any more while somebody logs out. */
export function HomePage() {
  const { call } = useServices();
  const session = useQuery(sessionQuery(call)).data;
  if (!session) return null;
  if (session.roles.includes('contractor')) return <Navigate to="/columns" replace />;
  return <Navigate to={mayIn(session, 'batch.read') ? '/intake' : '/accounts'} replace />;
}
