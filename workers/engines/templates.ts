import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError, InvariantError } from '../../runtime/errors.ts';
import { FormTemplate } from '../../schemas/form-template.ts';
import { formRules } from '../stages/form-rules.ts';
import { landmarksOf } from '../stages/landmarks.ts';
import type { Raster } from '../stages/raster.ts';
import type { RecognisableForm } from '../stages/register.ts';
import { decodeRaster } from './sharp.ts';

/** A form template with its blank form in memory. */
export type LoadedTemplate = RecognisableForm &
  Readonly<{
    blank: Raster;
    blankPxPerMm: number;
  }>;

/** Loads every `<folder>/<id>/template.json` with its `blank.png`, in the order of their ids. */
export async function loadTemplates(folder: string): Promise<LoadedTemplate[]> {
  const names = (await readdir(folder)).sort();
  const loaded: LoadedTemplate[] = [];
  for (const name of names) {
    const path = join(folder, name);
    if ((await stat(path)).isDirectory()) loaded.push(await loadTemplate(path, name));
  }
  return loaded;
}

async function loadTemplate(folder: string, name: string): Promise<LoadedTemplate> {
  try {
    const template = FormTemplate.parse(
      JSON.parse(await readFile(join(folder, 'template.json'), 'utf8')),
    );
    // Records name the template they were read with: the folder must not call it something else.
    if (template.id !== name)
      throw new Error(`the template in ${name} calls itself ${template.id}`);
    const blank = await decodeRaster(join(folder, 'blank.png'));
    const { width } = template.pageMm;
    return {
      template,
      blank,
      blankPxPerMm: blank.widthPx / width,
      landmarks: landmarksOf(blank, width, template.recognise.landmarksMm),
      rules: formRules(blank, template.pageMm),
    };
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new InvariantError('config.invalid', {
      cause: new Error(`the form template "${name}" is not usable`, { cause: error }),
    });
  }
}
