import type { ServerResponse } from 'node:http';
import type { FastifyReply } from 'fastify';

/**
 * Sends an answer of status 200 piece by piece, as fast as the client reads. A piece is written without a copy: its
 * buffer may be reused once the next piece but one is requested. Copies outside the engine's heap would be collected
 * late and stop the process longer. An error while reading the pieces cuts the connection, which is for the client an
 * incomplete answer. `trailer` is a field sent after the pieces (RFC 9110, 6.5), where its value is not null.
 */
export async function sendPieces(
  reply: FastifyReply,
  pieces: AsyncIterable<Buffer>,
  trailer?: { readonly name: string; readonly value: () => string | null },
): Promise<void> {
  const { raw, request } = reply.hijack();
  // HTTP 1.0 has no trailers.
  const hasTrailer = trailer !== undefined && request.raw.httpVersion !== '1.0';
  if (hasTrailer) reply.header('trailer', trailer.name);
  raw.writeHead(200, reply.getHeaders() as Record<string, string>);
  let sending: Promise<boolean> = Promise.resolve(true);
  try {
    for await (const piece of pieces) {
      if (!(await sending)) return;
      sending = write(raw, piece);
    }
    const value = hasTrailer ? trailer.value() : null;
    if (value !== null) raw.addTrailers({ [trailer!.name]: value });
    raw.end();
  } catch (error) {
    const hasLeft = raw.destroyed;
    raw.destroy();
    if (hasLeft) return;
    const { method } = request;
    request.log.warn({ method, route: request.routeOptions.url, err: error }, 'cut');
  }
}

/** Resolves to true when the piece was written, to false when the client has left. */
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
