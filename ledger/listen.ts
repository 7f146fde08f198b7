import pg from 'pg';

/** A connection of its own that hears what is announced on a channel. A broken one is not mended here. */
export type Line = Readonly<{
  /** Settles when the connection is gone, for whatever reason. */
  lost: Promise<void>;
  close(): Promise<void>;
}>;

export async function listenTo(
  url: string,
  channel: string,
  heard: (payload: string) => void,
): Promise<Line> {
  const client = new pg.Client({ connectionString: url, keepAlive: true });
  const lost = Promise.withResolvers<void>();
  client.on('error', () => lost.resolve());
  client.on('end', () => lost.resolve());
  client.on('notification', ({ payload }) => heard(payload ?? ''));
  await client.connect();
  try {
    await client.query(`listen ${pg.escapeIdentifier(channel)}`);
  } catch (error) {
    await client.end();
    throw error;
  }
  return { lost: lost.promise, close: () => client.end() };
}
