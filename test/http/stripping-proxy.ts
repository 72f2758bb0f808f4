import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A proxy that shows a service under a path of its own host, and removes the path before it asks the service. */
export interface StrippingProxy {
  readonly origin: string;
  /** The address under which people reach the service. */
  readonly publicUrl: string;
  /** The origin of the service, which may be known later. */
  target: string;
  close(): Promise<void>;
}

export function openProxy(path = '/perimetre'): Promise<StrippingProxy> {
  const server = createServer((incoming, answer) => {
    const url = incoming.url ?? '/';
    if (url !== path && !url.startsWith(`${path}/`)) {
      answer.writeHead(404).end('not the service');
      return;
    }
    const { method = 'GET', headers } = incoming;
    const asked = request(proxy.target + (url.slice(path.length) || '/'), { method, headers }, (theirs) => {
      answer.writeHead(theirs.statusCode!, theirs.headers);
      theirs.pipe(answer);
    });
    asked.on('error', () => answer.destroy());
    incoming.pipe(asked);
  });
  const proxy: StrippingProxy = {
    origin: '',
    publicUrl: '',
    target: '',
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      resolve(Object.assign(proxy, { origin, publicUrl: origin + path }));
    });
  });
}
