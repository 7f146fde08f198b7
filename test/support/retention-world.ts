import { carryOutDisposals } from '../../ledger/retention/carry-out.ts';
import { decideDisposal } from '../../ledger/retention/decide.ts';
import { previewDisposal, requestDisposal } from '../../ledger/retention/plan.ts';
import type { DisposalView } from '../../schemas/api/retention.ts';
import type { RetentionKind } from '../../schemas/retention.ts';
import { again, ledgerWorld, MUNICIPALITY, NOW, type Person, type World } from './ledger-world.ts';
import { openTestBlobs } from './test-blobs.ts';

/** An office whose sheets of October 2021 are over, and two supervisors. */
export async function retentionWorld(name: string) {
  const { blobs, remove } = await openTestBlobs();
  const world = await ledgerWorld(name, blobs);
  const asks = await world.person('kanri', ['supervisor']);
  const approves = await world.person('kacho', ['supervisor']);
  const looking = { db: world.db, signer: world.deps.signer };
  /** Asks for all of these kinds that is over. */
  const request = async (
    kinds: readonly RetentionKind[],
    leftOut: Parameters<typeof requestDisposal>[2]['leftOut'] = [],
  ): Promise<DisposalView> => {
    const { asOf, kinds: over } = await previewDisposal(world.db, again(asks.context));
    return requestDisposal(looking, again(asks.context), {
      ...{ asOf, leftOut, reason: '保存期間の満了' },
      kinds: over.filter(({ kind }) => kinds.includes(kind)),
    });
  };
  const decide = ({ disposalId }: DisposalView, person: Person, approve = true) =>
    decideDisposal(looking, again(person.context), disposalId, { approve, reason: '確認した' });
  const carryOut = () =>
    carryOutDisposals({ db: world.db, blobs, vault: world.deps.vault }, MUNICIPALITY, () => NOW);
  return {
    ...{ world, blobs, asks, approves, looking, request, decide, carryOut },
    /** From asking to the end. */
    dispose: async (kinds: readonly RetentionKind[]) => {
      const asked = await request(kinds);
      await decide(asked, approves);
      await carryOut();
      return asked;
    },
    close: async () => {
      await world.close();
      await remove();
    },
  };
}
export type RetentionWorld = Awaited<ReturnType<typeof retentionWorld>>;

/** Every row of every table as text, which is what a dump of the database holds. */
export async function dumpOf({ owner }: Pick<World, 'owner'>): Promise<string> {
  const { rows: tables } = await owner.query<{ name: string }>(
    `select relname as name from pg_class where relnamespace = 'yoshin'::regnamespace and relkind = 'r'`,
  );
  const parts: string[] = [];
  for (const { name } of tables) {
    const { rows } = await owner.query<{ line: string }>(`select t::text as line from ${name} t`);
    parts.push(...rows.map(({ line }) => `${name} ${line}`));
  }
  return parts.join('\n');
}
