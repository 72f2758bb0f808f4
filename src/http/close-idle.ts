import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';

/**
 * Makes a closing server wait for the requests in progress and for nothing else. It closes connections that wait for a
 * next request, and those that never sent a first one: Node does not count the latter as idle (browsers and pools open
 * some in advance) and would keep them until their headers time out.
 */
export function closeIdleConnections(app: FastifyInstance): void {
  const open = new Set<Socket>();
  app.server.on('connection', (socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  let sweep: NodeJS.Timeout;
  app.addHook('preClose', (done) => {
    sweep = setInterval(() => {
      app.server.closeIdleConnections();
      for (const socket of open) if (socket.bytesRead === 0) socket.destroy();
    }, PAUSE);
    done();
  });
  app.addHook('onClose', (_app, done) => {
    clearInterval(sweep);
    done();
  });
}

/** Milliseconds between two sweeps: the request of a new connection normally arrives sooner. */
const PAUSE = 100;
