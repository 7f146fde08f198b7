import type { FastifyReply } from 'fastify';

/** A file to take away. Kept nowhere: the ledger may say more tomorrow. */
export function fileReply(
  reply: FastifyReply,
  bytes: Uint8Array,
  type: string,
  name: string,
): Buffer {
  reply
    .type(type)
    .header('cache-control', 'no-store')
    .header('content-disposition', `attachment; filename="${name}"`);
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
