import { Readable } from 'node:stream';
import multipart, { type MultipartFile } from '@fastify/multipart';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AppError, RejectedInputError } from '../runtime/errors.ts';
import type { ReceivedFile } from './services.ts';

/** The envelope around the file: its headers and boundaries. */
const ENVELOPE_BYTES = 64 * 1024;
const MAX_NAME_CHARACTERS = 200;

export async function registerUploads(app: FastifyInstance, uploadBytes: number): Promise<void> {
  await app.register(multipart, {
    // The limit is ours, below: the plugin's would cut a file short and say so only afterwards.
    throwFileSizeLimit: false,
    limits: { fileSize: uploadBytes + 1, files: 1, fields: 4, parts: 5, headerPairs: 20 },
  });
  // A part of a file: handed on as it arrives.
  app.addContentTypeParser('application/octet-stream', (_request, payload, done) => {
    done(null, payload);
  });
}

/** The bytes of one part while they arrive; thrown at whoever reads them: `input.too_large`, `input.truncated`. */
export async function* receivePartBytes(
  request: FastifyRequest,
  maxBytes: number,
): AsyncGenerator<Uint8Array> {
  const { body } = request;
  if (!(body instanceof Readable)) throw new RejectedInputError('input.unsupported_type');
  let byteSize = 0;
  try {
    for await (const chunk of body.iterator({ destroyOnReturn: false })) {
      byteSize += chunk.length;
      if (byteSize > maxBytes) throw new RejectedInputError('input.too_large');
      yield chunk;
    }
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new RejectedInputError('input.truncated', { cause: error });
  } finally {
    // Refused half-way: the rest is read and dropped, else the browser never hears the answer.
    body.resume();
  }
}

/**
 * Hands the file of a multipart request on while it still arrives: it is never whole in memory, nor in the
 * clear on a disk. Whatever was wrong is thrown at whoever reads the stream.
 */
export async function receiveUpload<T>(
  request: FastifyRequest,
  reply: FastifyReply,
  maxBytes: number,
  keep: (file: ReceivedFile) => Promise<T>,
): Promise<T> {
  if (!request.isMultipart()) throw new RejectedInputError('input.unsupported_type');
  if (Number(request.headers['content-length'] ?? 0) > maxBytes + ENVELOPE_BYTES) {
    // Told before the first byte is read; what is already on its way is not waited for.
    reply.header('connection', 'close');
    throw new RejectedInputError('input.too_large');
  }
  const part = await request.file();
  if (part === undefined || part.fieldname !== 'file') {
    part?.file.resume();
    throw new RejectedInputError('input.invalid');
  }
  try {
    return await keep({ fileName: fileNameOf(part), stream: whole(part, maxBytes) });
  } finally {
    // Refused half-way: the rest is read and dropped, else the browser never hears the answer.
    part.file.resume();
  }
}

async function* whole(part: MultipartFile, maxBytes: number): AsyncGenerator<Uint8Array> {
  let byteSize = 0;
  try {
    // Leaving this loop must not destroy the stream: what remains of it has to be drained.
    for await (const chunk of part.file.iterator({ destroyOnReturn: false })) {
      byteSize += chunk.length;
      if (byteSize > maxBytes) throw new RejectedInputError('input.too_large');
      yield chunk;
    }
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new RejectedInputError('input.truncated', { cause: error });
  }
  if (byteSize === 0) throw new RejectedInputError('input.empty');
}

/** For people to recognise the file by; nothing on a disk is ever named so. */
const fileNameOf = (part: MultipartFile): string => cleanFileName(part.filename);

export function cleanFileName(given: string): string {
  const name = given
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '')
    .replace(/^.*[\\/]/, '')
    .trim();
  if (name === '') throw new RejectedInputError('input.invalid');
  return [...name].slice(-MAX_NAME_CHARACTERS).join('');
}
