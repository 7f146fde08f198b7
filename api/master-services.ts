import { editMaster } from '../ledger/masters/edit-master.ts';
import { masterHistory } from '../ledger/masters/master-history.ts';
import { shippedProfiles } from '../ledger/masters/profiles.ts';
import { type MasterDeps, searchMasters } from '../ledger/masters/search-masters.ts';
import { importUploaded, planUploaded } from '../ledger/masters/uploaded-master.ts';
import { knownProgrammes } from '../rules/vaccines/known.ts';
import { shippedVaccines } from '../runtime/shipped-vaccines.ts';
import type { Services } from './services.ts';

type Masters = Pick<
  Services,
  | 'vaccines'
  | 'searchMasters'
  | 'masterHistory'
  | 'editMaster'
  | 'masterProfiles'
  | 'planMasters'
  | 'importMasters'
>;

export function masterServices(deps: MasterDeps): Masters {
  const { db } = deps;
  return {
    vaccines: async () => ({ programmes: knownProgrammes(await shippedVaccines()) }),
    searchMasters: (context, master, body) => searchMasters(deps, context, master, body),
    masterHistory: (context, master, { key }) => masterHistory(deps, context, master, key),
    editMaster: (context, master, body) => editMaster(deps, context, master, body),
    masterProfiles: async () => ({ items: await shippedProfiles() }),
    planMasters: (context, uploaded) => planUploaded(db, context, uploaded),
    importMasters: (context, uploaded) => importUploaded(db, context, uploaded),
  };
}
