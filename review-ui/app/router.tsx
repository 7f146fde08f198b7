import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  notFound,
} from '@tanstack/react-router';
import { z } from 'zod';
import { Purpose } from '../../schemas/sheet-state.ts';
import { BACKLOG_VIEWS } from '../backlog/backlog-views.ts';
import { HomePage } from './HomePage.tsx';
import { LogoutPage } from './LogoutPage.tsx';
import { NotFound } from './NotFound.tsx';
import { PageFault } from './PageFault.tsx';
import { SessionGate } from './SessionGate.tsx';

/** What the addresses need of the rest of the page. */
export type RouterContext = Readonly<{
  leaveSheet: (purpose: Purpose, sheetId: string) => void;
}>;

const rootRoute = createRootRouteWithContext<RouterContext>()({
  component: SessionGate,
  notFoundComponent: NotFound,
});

const homeRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  component: HomePage,
});

export const intakeRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/intake',
  component: lazyRouteComponent(() => import('../intake/IntakePage.tsx'), 'IntakePage'),
});

export const batchRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/intake/$batchId',
  component: lazyRouteComponent(() => import('../intake/BatchPage.tsx'), 'BatchPage'),
});

/** A kind of review there is not, is an address there is not. */
function purposeOf(written: string): Purpose {
  const purpose = Purpose.safeParse(written);
  if (!purpose.success) throw notFound();
  return purpose.data;
}

const parsePurpose = {
  parse: ({ purpose }: { purpose: string }) => ({ purpose: purposeOf(purpose) }),
  stringify: ({ purpose }: { purpose: Purpose }) => ({ purpose }),
};

export const reviewStartRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/review/$purpose',
  params: parsePurpose,
  component: lazyRouteComponent(() => import('../review/ReviewStartPage.tsx'), 'ReviewStartPage'),
});

export const reviewRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/review/$purpose/$sheetId',
  params: {
    parse: ({ purpose, sheetId }: { purpose: string; sheetId: string }) => ({
      purpose: purposeOf(purpose),
      sheetId,
    }),
    stringify: (params: { purpose: Purpose; sheetId: string }) => params,
  },
  component: lazyRouteComponent(() => import('../review/ReviewPage.tsx'), 'ReviewPage'),
  onLeave: ({ context, params }) => context.leaveSheet(params.purpose, params.sheetId),
});

/** The entry's id is view state; whose entries are looked at is personal and never in the address. */
export const ledgerRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/ledger',
  validateSearch: z.object({ entry: z.uuid().optional().catch(undefined) }),
  component: lazyRouteComponent(() => import('../ledger/LedgerPage.tsx'), 'LedgerPage'),
});

const stuckRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/stuck',
  component: lazyRouteComponent(() => import('../stuck/StuckPage.tsx'), 'StuckPage'),
});

const numbersRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/numbers',
  component: lazyRouteComponent(() => import('../numbers/NumbersPage.tsx'), 'NumbersPage'),
});

const columnListRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/columns',
  component: lazyRouteComponent(() => import('../column/ColumnListPage.tsx'), 'ColumnListPage'),
});

/** A form and a field of it; which sheets are looked at is not in the address. */
const columnRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/columns/$template/$fieldId',
  component: lazyRouteComponent(() => import('../column/ColumnPage.tsx'), 'ColumnPage'),
});

const backlogRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/backlog',
  validateSearch: z.object({ view: z.enum(BACKLOG_VIEWS).optional().catch(undefined) }),
  component: lazyRouteComponent(() => import('../backlog/BacklogPage.tsx'), 'BacklogPage'),
});

/**
 * Which master; who is looked for in it is personal and never in the address. The page knows their names: they are not
 * loaded before it.
 */
const mastersRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/masters',
  validateSearch: z.object({ view: z.string().optional().catch(undefined) }),
  component: lazyRouteComponent(() => import('../masters/MastersPage.tsx'), 'MastersPage'),
});

export const sheetStoryRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sheets/$sheetId',
  component: lazyRouteComponent(() => import('../story/SheetStoryPage.tsx'), 'SheetStoryPage'),
});

const statementRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/statements',
  component: lazyRouteComponent(() => import('../statements/StatementPage.tsx'), 'StatementPage'),
});

const overridesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/overrides',
  component: lazyRouteComponent(() => import('../overrides/OverridesPage.tsx'), 'OverridesPage'),
});

const replyMarksRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/reply-marks',
  component: lazyRouteComponent(
    () => import('../reply-marks/ReplyMarksPage.tsx'),
    'ReplyMarksPage',
  ),
});

const practiceRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/practice',
  component: lazyRouteComponent(() => import('../practice/PracticePage.tsx'), 'PracticePage'),
});

const samplingRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sampling',
  component: lazyRouteComponent(() => import('../sampling/SamplingPage.tsx'), 'SamplingPage'),
});

const samplingWorkRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sampling/work',
  component: lazyRouteComponent(
    () => import('../sampling/SamplingWorkPage.tsx'),
    'SamplingWorkPage',
  ),
});

/** Who or what is asked after stays in memory: it may be a person. */
const auditRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/audit',
  component: lazyRouteComponent(() => import('../audit/AuditPage.tsx'), 'AuditPage'),
});

/** Which view; whose account is looked at is not in the address. */
const accountsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/accounts',
  validateSearch: z.object({ view: z.string().optional().catch(undefined) }),
  component: lazyRouteComponent(() => import('../accounts/AccountsPage.tsx'), 'AccountsPage'),
});

const ownAccountRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/account',
  component: lazyRouteComponent(() => import('../accounts/OwnAccountPage.tsx'), 'OwnAccountPage'),
});

const exportsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/exports',
  component: lazyRouteComponent(() => import('../exports/ExportListPage.tsx'), 'ExportListPage'),
});

const newExportRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/exports/new',
  component: lazyRouteComponent(() => import('../exports/NewExportPage.tsx'), 'NewExportPage'),
});

const exportRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/exports/$exportId',
  component: lazyRouteComponent(() => import('../exports/ExportPage.tsx'), 'ExportPage'),
});

const retentionRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/retention',
  component: lazyRouteComponent(() => import('../retention/RetentionPage.tsx'), 'RetentionPage'),
});

const disposalRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/retention/$disposalId',
  component: lazyRouteComponent(() => import('../retention/DisposalPage.tsx'), 'DisposalPage'),
});

const copiesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/copies',
  component: lazyRouteComponent(() => import('../copies/CopiesPage.tsx'), 'CopiesPage'),
});

const comparisonRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/copies/$reconciliationId',
  component: lazyRouteComponent(() => import('../copies/ComparisonPage.tsx'), 'ComparisonPage'),
});

const logoutRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/logout',
  component: LogoutPage,
});

const routeTree = rootRoute.addChildren([
  homeRoute,
  intakeRoute,
  batchRoute,
  reviewStartRoute,
  reviewRoute,
  columnListRoute,
  columnRoute,
  ledgerRoute,
  stuckRoute,
  numbersRoute,
  sheetStoryRoute,
  backlogRoute,
  statementRoute,
  overridesRoute,
  replyMarksRoute,
  practiceRoute,
  samplingRoute,
  samplingWorkRoute,
  mastersRoute,
  auditRoute,
  accountsRoute,
  ownAccountRoute,
  exportsRoute,
  newExportRoute,
  exportRoute,
  retentionRoute,
  disposalRoute,
  copiesRoute,
  comparisonRoute,
  logoutRoute,
]);

export const createPageRouter = (context: RouterContext) =>
  createRouter({
    routeTree,
    context,
    defaultPreload: false,
    defaultErrorComponent: PageFault,
    defaultNotFoundComponent: NotFound,
  });

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createPageRouter>;
  }
}
