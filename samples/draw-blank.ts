import { writeFileSync } from 'node:fs';
import sharp from 'sharp';
import { drawForm, formPdf } from './generator/draw-form.ts';
import { groupSvg, pageSvg } from './generator/drawing.ts';
import { loadLayout, loadTemplate } from './generator/load-form.ts';

/** 8 px/mm (203 dpi): a whole number, so that a box in mm is a box in pixels. */
const PX_PER_MM = 8;

/** Redraws `blank.png` and `blank.pdf` of a form: `node samples/draw-blank.ts <form id>`. */
async function drawBlank(id: string): Promise<void> {
  const folder = new URL(`../forms/${id}/`, import.meta.url);
  const template = loadTemplate(id);
  const shapes = drawForm(template, loadLayout(id));
  const svg = pageSvg([groupSvg(shapes)], template.pageMm, PX_PER_MM);
  await sharp(Buffer.from(svg))
    .flatten({ background: '#ffffff' })
    .toColourspace('b-w')
    .png({ compressionLevel: 9 })
    .toFile(new URL('blank.png', folder).pathname);
  writeFileSync(
    new URL('blank.pdf', folder),
    await formPdf(shapes, template.pageMm, template.titleJa),
  );
}

await drawBlank(process.argv[2] ?? 'jp-covid19-2021');
