/** Hex, or `null` where the browser does not compute it: on plain HTTP there is no `subtle`. */
export async function sha256Hex(bytes: Blob): Promise<string | null> {
  if (!globalThis.isSecureContext) return null;
  const { subtle } = globalThis.crypto;
  const digest = new Uint8Array(await subtle.digest('SHA-256', await bytes.arrayBuffer()));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
