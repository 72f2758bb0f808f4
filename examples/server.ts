import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

/**
 * Serves the example forms on a port of their own, as another site would, and shows back what each of them posts. It keeps nothing.
 * Resolves once it listens; port 0 takes a free one.
 */
export function serveExamples({ service, port }: { service: string; port: number }): Promise<ExampleServer> {
  const policy = [
    "default-src 'none'",
    `script-src 'self' ${new URL(service).origin}`,
    `connect-src ${new URL(service).origin}`,
    `frame-src ${new URL(service).origin}`,
    "style-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
  ].join('; ');
  const posted: Record<string, string[]>[] = [];
  const server = createServer(async (request, response) => {
    const [path = '/'] = (request.url ?? '/').split('?');
    const send = (status: number, type: string, body: string) =>
      response
        .writeHead(status, { 'content-type': `${type}; charset=utf-8`, 'content-security-policy': policy })
        .end(body);
    const isForm = FORMS.includes(path);
    try {
      if (request.method === 'POST' && isForm) {
        const fields = new URLSearchParams(await bodyOf(request));
        posted.push(Object.fromEntries([...new Set(fields.keys())].map((name) => [name, fields.getAll(name)])));
        send(200, 'text/html', received([...fields]));
      } else if (request.method !== 'GET') send(405, 'text/plain', 'Méthode refusée');
      else if (path === '/') send(200, 'text/html', home());
      else if (isForm) send(200, 'text/html', file(`${path.slice(1)}.html`).replaceAll('{{service}}', service));
      else if (path === '/form.css') send(200, 'text/css', file('form.css'));
      else if (path === '/frame.js') send(200, 'text/javascript', file('frame.js'));
      else send(404, 'text/plain', 'Page introuvable');
    } catch {
      send(400, 'text/plain', 'Requête refusée');
    }
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      resolve({ server, origin, posted });
    });
  });
}

export interface ExampleServer {
  readonly server: Server;
  readonly origin: string;
  /** The fields of each form that was posted, in order. */
  readonly posted: readonly Record<string, string[]>[];
}

const FORMS = ['/association', '/adulte-relais', '/cadre'];

function file(name: string): string {
  return readFileSync(join(import.meta.dirname, name), 'utf8');
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const piece of request.setEncoding('utf8')) {
    text += piece;
    if (text.length > 100_000) throw new Error('too long');
  }
  return text;
}

function home(): string {
  return page(
    'Exemples',
    `<ul><li><a href="/association">Demande de subvention d’une association</a></li><li><a href="/adulte-relais">Embauche d’un adulte-relais</a></li><li><a href="/cadre">Un cadre, sans script du service</a></li></ul>`,
  );
}

function received(fields: readonly (readonly [string, string])[]): string {
  const rows = fields.map(
    ([name, value]) => `<tr><th scope="row">${escaped(name)}</th><td>${escaped(value)}</td></tr>`,
  );
  return page(
    'Ce que le formulaire a envoyé',
    `<table>${rows.join('')}</table><p><a href="/">Retour aux exemples</a></p>`,
  );
}

function page(title: string, body: string): string {
  return `<!doctype html><html lang="fr"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title><link rel="stylesheet" href="/form.css"></head><body><main><h1>${title}</h1>${body}</main></body></html>`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      service: { type: 'string', default: 'http://127.0.0.1:8080' },
      port: { type: 'string', default: '8090' },
    },
  });
  const { origin } = await serveExamples({ service: new URL(values.service).origin, port: Number(values.port) });
  console.log(
    `Exemples sur ${origin}, service ${values.service}. Le service doit connaître cette origine : PERIMETRE_CORS_ORIGINS=${origin}`,
  );
}
