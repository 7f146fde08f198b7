import { randomUUID } from 'node:crypto';
import { access } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { intakeApi } from '../../schemas/api/intake.ts';
import { wholeContract } from '../support/contract.ts';
import { picture } from '../support/picture-fixtures.ts';
import { FULL_PAGE_IMAGE, onePagePdf, rawPdf } from '../support/raw-pdf.ts';
import { loggedIn } from './browserless.ts';
import { openTarget, type Target } from './target.ts';

let target: Target;
/** Whoever is asked for something by a file that was handed in. */
let bait: Server;
const asked: string[] = [];
let baitUrl: string;

beforeAll(async () => {
  target = await openTarget('files');
  bait = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.end();
  });
  await new Promise<void>((resolve) => bait.listen(0, '127.0.0.1', resolve));
  // Proof: it listens on a port.
  const { port } = bait.address() as AddressInfo;
  baitUrl = `http://127.0.0.1:${port}`;
});
afterAll(async () => {
  bait.close();
  await target.close();
});

const jpeg = () => picture().jpeg().toBuffer();
const latin = (text: string) => Buffer.from(text, 'latin1');

/** What a PDF can ask to be fetched, run or opened. */
function pdfsThatReach(url: string): Record<string, Buffer> {
  const page = '/Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]';
  const pages = '<</Type/Pages/Kids[3 0 R]/Count 1>>';
  const action = (what: string) => [
    `<</Type/Catalog/Pages 2 0 R/OpenAction ${what}/AA<</WC ${what}>>>>`,
    pages,
    `<<${page}/AA<</O ${what}>>/Annots[<</Type/Annot/Subtype/Link/Rect[0 0 595 842]/A ${what}>>]>>`,
  ];
  const external = `/F<</Type/Filespec/FS/URL/F(${url}/image)>>`;
  const local = '/F<</Type/Filespec/F(/etc/passwd)/UF(/etc/passwd)>>';
  const image = (source: string) =>
    onePagePdf({
      contents: FULL_PAGE_IMAGE,
      images: [
        {
          dict: `/Width 10/Height 10/ColorSpace/DeviceGray/BitsPerComponent 8${source}`,
          bytes: Buffer.alloc(0),
        },
      ],
    });
  const xfa = `<xdp:xdp xmlns:xdp="http://ns.adobe.com/xdp/"><!DOCTYPE x [<!ENTITY e SYSTEM "${url}/xfa">]>&e;</xdp:xdp>`;
  return {
    'uri.pdf': rawPdf(action(`<</S/URI/URI(${url}/uri)>>`)),
    'submit.pdf': rawPdf(action(`<</S/SubmitForm/F<</FS/URL/F(${url}/submit)>>>>`)),
    'launch.pdf': rawPdf(action('<</S/Launch/F(/bin/sh)/Win<</F(cmd.exe)>>>>')),
    'script.pdf': rawPdf(action(`<</S/JavaScript/JS(app.launchURL\\('${url}/js'\\))>>`)),
    'remote.pdf': rawPdf(action(`<</S/GoToR/F<</FS/URL/F(${url}/remote)>>/D[0/Fit]>>`)),
    'image-elsewhere.pdf': image(external),
    'image-local.pdf': image(local),
    'form.pdf': rawPdf([
      '<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[]/XFA 4 0 R>>>>',
      pages,
      `<<${page}>>`,
      { dict: '', bytes: latin(xfa) },
    ]),
  };
}

async function originalsOf(batchId: string) {
  const { originals } = await target.office.clerk.call(intakeApi.batch, { params: { batchId } });
  return originals;
}

test('no file makes the program ask anybody for anything, nor open another file', async () => {
  const { office } = target;
  const batchId = await office.newBatch('取りに行かせる', null);
  for (const [name, bytes] of Object.entries(pdfsThatReach(baitUrl))) {
    await office.handIn(batchId, name, bytes);
  }
  const drawing = `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="420" height="594">
    <image xlink:href="${baitUrl}/svg" width="420" height="594"/><image xlink:href="file:///etc/passwd" width="9" height="9"/></svg>`;
  await office.handIn(batchId, 'drawing.svg', Buffer.from(drawing));
  await office.handIn(batchId, 'drawing.png', Buffer.from(drawing));
  const states = (await originalsOf(batchId)).map(({ fileName, state }) => [fileName, state]);
  expect(states).toContainEqual(['drawing.svg', 'refused']);
  expect(states).toContainEqual(['drawing.png', 'refused']);
  expect(states.filter(([, state]) => state === 'received')).toEqual([]);
  expect(asked).toEqual([]);
});

test('a name leads out of no folder, and an archive is never unpacked', async () => {
  const { office } = target;
  const batchId = await office.newBatch('外へ', null);
  const evil = `evil-${randomUUID()}.jpg`;
  const names = [
    `../../${evil}`,
    `..\\..\\${evil}`,
    `/tmp/${evil}`,
    `C:\\${evil}`,
    `a\u0000${evil}`,
  ];
  const bytes = await jpeg();
  for (const [n, name] of names.entries()) {
    await office.handIn(batchId, name, Buffer.concat([bytes, latin(String(n))]));
  }
  await office.handIn(batchId, 'slip.zip', zipThatSlips(evil));
  const originals = await originalsOf(batchId);
  expect(originals.map(({ fileName }) => fileName).filter((name) => /[\\/]|\0/.test(name))).toEqual(
    [],
  );
  expect(originals.find(({ fileName }) => fileName === 'slip.zip')).toMatchObject({
    state: 'refused',
    errorCode: 'input.archive',
  });
  const { dataFolder } = office.program.config;
  const places = [dataFolder, join(dataFolder, '..'), join(dataFolder, '..', '..'), '/tmp', '/'];
  for (const place of places) {
    await expect(access(join(place, basename(evil)))).rejects.toThrow('ENOENT');
  }
});

/** One stored member whose name climbs out. */
function zipThatSlips(name: string): Buffer {
  const path = latin(`../../../../tmp/${name}`);
  const data = latin('x');
  const common = (head: Buffer) => head.writeUInt32LE(0x8cdc1683, 0) && head;
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(20, 4);
  common(local.subarray(14));
  local.writeUInt32LE(data.length, 18);
  local.writeUInt32LE(data.length, 22);
  local.writeUInt16LE(path.length, 26);
  const central = Buffer.alloc(46);
  central.writeUInt32LE(0x02014b50, 0);
  central.writeUInt32LE(data.length, 20);
  central.writeUInt32LE(data.length, 24);
  central.writeUInt16LE(path.length, 28);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(central.length + path.length, 12);
  end.writeUInt32LE(local.length + path.length + data.length, 16);
  return Buffer.concat([local, path, data, central, path, end]);
}

test('no cell of any CSV that is handed out is a formula, whatever a clerk or a master wrote', async () => {
  const { office, owner } = target;
  await owner.updateTable('institutions').set({ name: `=cmd|'/c calc'!A1` }).execute();
  const chief = await loggedIn(office.address, 'sekinin');
  const files = (await wholeContract()).filter(({ path }) => path.endsWith('.csv'));
  let seen = 0;
  for (const file of files) {
    const params = { month: '2021-07' };
    const { status, text } = await chief.send(file, { params });
    if (status !== 200) continue;
    seen += 1;
    const cells: string[][] = parse(text, { bom: true, relaxColumnCount: true });
    expect(cells.flat().filter((cell) => /^[=+\-@\t\r]/.test(cell) && !/^-?\d/.test(cell))).toEqual(
      [],
    );
    expect(text).toContain(`'=cmd|`);
  }
  expect(seen).toBeGreaterThan(0);
});
