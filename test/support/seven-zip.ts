import SevenZip, { type SevenZipModuleFactory } from '7z-wasm';

// Proof: the package is CommonJS whose export is the factory itself; its types say so only to bundlers.
const factory = SevenZip as unknown as SevenZipModuleFactory;

/**
 * 7-Zip itself, compiled to WebAssembly: it shares nothing with what wrote the archive. What it lists, and the one file
 * that it could open; `null` with a wrong password.
 */
export async function openedBy7Zip(
  zip: Uint8Array,
  password: string,
): Promise<{ listing: string; file: Uint8Array | null }> {
  const said: string[] = [];
  const seven = await factory({
    print: (line) => void said.push(line),
    printErr: () => undefined,
  });
  seven.FS.writeFile('out.zip', zip);
  seven.callMain(['l', '-slt', 'out.zip']);
  seven.callMain(['x', '-y', `-p${password}`, '-oopened', 'out.zip']);
  const names = seven.FS.readdir('.').includes('opened') ? seven.FS.readdir('opened') : [];
  const name = names.find((each) => !each.startsWith('.'));
  const read = name === undefined ? null : seven.FS.readFile(`opened/${name}`);
  const file = read instanceof Uint8Array && read.length > 0 ? read : null;
  return { listing: said.join('\n'), file };
}
