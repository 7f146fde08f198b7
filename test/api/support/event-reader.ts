import type { Visitor } from './visitor.ts';

type Heard = Readonly<{ event: string; data: unknown }>;

export type EventReader = Readonly<{
  status: number;
  headers: Headers;
  heard: readonly Heard[];
  /** What the changes among it were. */
  changes(): unknown[];
  hasEnded(): boolean;
  leave(): void;
}>;

/** Opens the stream as a browser does, and reads along for as long as it lasts. */
export async function readEvents(address: string, visitor: Visitor): Promise<EventReader> {
  const leaving = new AbortController();
  const cookie = Object.entries(visitor.cookies)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('; ');
  const response = await fetch(`${address}/api/events`, {
    headers: { cookie, accept: 'text/event-stream' },
    signal: leaving.signal,
  });
  const heard: Heard[] = [];
  let ended = false;
  void readAlong(response, heard).finally(() => {
    ended = true;
  });
  return {
    status: response.status,
    headers: response.headers,
    heard,
    changes: () => heard.filter(({ event }) => event === 'change').map(({ data }) => data),
    hasEnded: () => ended,
    leave: () => leaving.abort(),
  };
}

async function readAlong(response: Response, heard: Heard[]): Promise<void> {
  const text = response.body?.pipeThrough(new TextDecoderStream());
  let rest = '';
  try {
    for await (const chunk of text ?? []) {
      const blocks = (rest + chunk).split('\n\n');
      rest = blocks.pop() ?? '';
      heard.push(...blocks.map(heardIn));
    }
  } catch (error) {
    // Leaving is how a reader goes.
    if (!(error instanceof DOMException && error.name === 'AbortError')) throw error;
  }
}

function heardIn(block: string): Heard {
  const [, event = '', data = ''] = /^event: (\w+)\ndata: (.*)$/.exec(block) ?? [];
  return { event, data: JSON.parse(data) };
}
