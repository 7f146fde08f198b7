import type { FormTemplate } from '../../schemas/form-template.ts';
import type { World } from './ledger-world.ts';

/** The same world with one form, and this one. */
export const withForm = <W extends World>(world: W, form: FormTemplate): W => ({
  ...world,
  deps: { ...world.deps, templates: new Map([[form.id, form]]) },
});
