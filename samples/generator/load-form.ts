import { readFileSync } from 'node:fs';
import { FormTemplate } from '../../schemas/form-template.ts';
import { FormLayout } from './form-layout.ts';

const FORMS = new URL('../../forms/', import.meta.url);

const readJson = (path: string): unknown => JSON.parse(readFileSync(new URL(path, FORMS), 'utf8'));

export const loadTemplate = (id: string): FormTemplate =>
  FormTemplate.parse(readJson(`${id}/template.json`));

export const loadLayout = (id: string): FormLayout =>
  FormLayout.parse(readJson(`${id}/layout.json`));
