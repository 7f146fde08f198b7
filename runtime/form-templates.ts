import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FormTemplate } from '../schemas/form-template.ts';
import { InvariantError } from './errors.ts';

/** Every `<folder>/<id>/template.json`, by id. The form's image is the readers' business. */
export async function readFormTemplates(folder: string): Promise<Map<string, FormTemplate>> {
  const entries = await readdir(folder, { withFileTypes: true });
  const templates = new Map<string, FormTemplate>();
  for (const { name } of entries.filter((entry) => entry.isDirectory())) {
    templates.set(name, await readFormTemplate(folder, name));
  }
  return templates;
}

/** Throws `config.invalid` (halt) naming the form: what is wrong in it is in the cause. */
export async function readFormTemplate(folder: string, name: string): Promise<FormTemplate> {
  try {
    const text = await readFile(join(folder, name, 'template.json'), 'utf8');
    const template = FormTemplate.parse(JSON.parse(text));
    // Records name the template they were read with: the folder must not call it something else.
    if (template.id !== name) throw new Error(`it calls itself ${template.id}`);
    return template;
  } catch (cause) {
    throw new InvariantError('config.invalid', {
      cause: new Error(`the form template "${name}" is not usable`, { cause }),
    });
  }
}
