import { FormField } from '../../schemas/form-template.ts';
import { ledgerWorld, TEMPLATE, type World } from './ledger-world.ts';
import { withForm } from './with-form.ts';

/** The small form with a birth date that is keyed unseen. */
export async function birthDateWorld(name: string): Promise<World> {
  const world = await ledgerWorld(name);
  const birthDate = FormField.parse({
    ...TEMPLATE.fields.find(({ id }) => id === 'vaccinationDate'),
    id: 'birthDate',
    recordItem: 'birthDate',
  });
  const form = { ...TEMPLATE, programme: 'covid-19', fields: [...TEMPLATE.fields, birthDate] };
  return withForm(world, form);
}
