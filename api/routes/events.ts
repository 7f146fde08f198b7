import { eventsApi } from '../../schemas/api/events.ts';
import { createEventStreams } from '../event-streams.ts';
import { type Api, registerEndpoint } from '../register-endpoint.ts';

/** Tells open pages what to look at again. */
export function registerEventRoutes(api: Api): void {
  const streams = createEventStreams(api.deps);
  // A stream never ends by itself, and closing waits for what is under way.
  api.app.addHook('preClose', async () => streams.endAll());
  registerEndpoint(api, eventsApi.stream, async ({ account, request, reply }) => {
    const body = streams.open(account, request.session.sessionId);
    reply
      .type('text/event-stream')
      // nginx gathers an answer before it passes it on, unless the answer says so.
      .header('x-accel-buffering', 'no')
      // Over with the stream: left idle it would hold up a server that stops.
      .header('connection', 'close');
    return body;
  });
}
