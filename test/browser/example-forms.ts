import { type ExampleServer, serveExamples } from '../../examples/server.ts';
import { bookOf } from '../address/book.ts';
import { type OpenSite, openSite } from './site.ts';
import { freePort, ROWS } from './widget-page.ts';

/** The example forms on an origin that the service allows, with the addresses of `ROWS`. */
export interface ExampleForms {
  readonly site: OpenSite;
  readonly examples: ExampleServer;
  close(): Promise<void>;
}

export async function openExampleForms(): Promise<ExampleForms> {
  const book = await bookOf(ROWS);
  const port = await freePort();
  const site = await openSite({ addresses: book.path, corsOrigins: [`http://127.0.0.1:${port}`] });
  const examples = await serveExamples({ service: site.origin, port });
  return {
    site,
    examples,
    async close() {
      stopExamples(examples);
      book.remove();
      await site.close();
    },
  };
}

export function stopExamples({ server }: ExampleServer): void {
  server.closeAllConnections();
  server.close();
}
