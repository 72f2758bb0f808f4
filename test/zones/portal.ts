import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A portal of the State on this machine, with its faults. */
export interface Portal {
  /** Sets its answer to the next requests. */
  answer(listener: RequestListener): void;
  readonly url: string;
  close(): Promise<void>;
}

export async function openPortal(): Promise<Portal> {
  let current: RequestListener = (_, response) => response.writeHead(404).end();
  const server: Server = createServer((request, response) => current(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    answer(listener) {
      current = listener;
    },
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** A complete answer. */
export function serving(body: string | Buffer, type = 'application/geo+json'): RequestListener {
  return (_, response) =>
    response.writeHead(200, { 'content-type': type, 'content-length': Buffer.byteLength(body) }).end(body);
}

/** An answer that announces more than it sends, then closes the connection. */
export function truncating(body: string): RequestListener {
  return (_, response) => {
    response.writeHead(200, { 'content-length': Buffer.byteLength(body) });
    response.write(body.slice(0, body.length / 2), () => response.destroy());
  };
}
