import type { ServerResponse } from 'node:http';
import type { FastifyReply } from 'fastify';

/**
 * Sends an answer of status 200 piece by piece, as fast as the client takes it. A piece is handed to the socket as it is, and may be
 * written over once the next but one is asked: copies would be collected late, being outside the engine's own memory, all others waiting.
 * An error among the pieces cuts the answer, which the client sees as incomplete.
 */
export async function sendPieces(reply: FastifyReply, pieces: AsyncIterable<Buffer>): Promise<void> {
  const { raw, request } = reply.hijack();
  raw.writeHead(200, reply.getHeaders() as Record<string, string>);
  let sending: Promise<boolean> = Promise.resolve(true);
  try {
    for await (const piece of pieces) {
      if (!(await sending)) return;
      sending = write(raw, piece);
    }
    raw.end();
  } catch (error) {
    const hasLeft = raw.destroyed;
    raw.destroy();
    if (hasLeft) return;
    const { method } = request;
    request.log.warn({ method, route: request.routeOptions.url, err: error }, 'cut');
  }
}

/** Whether the piece went out; false when the client has left. */
function write(raw: ServerResponse, piece: Buffer): Promise<boolean> {
  return new Promise((resolve) => {
    const leave = () => resolve(false);
    raw.once('close', leave);
    raw.write(piece, (error) => {
      raw.off('close', leave);
      resolve(!error);
    });
    if (raw.destroyed) leave();
  });
}
