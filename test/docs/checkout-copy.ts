import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join, relative, sep } from 'node:path';
import { root } from './markdown.ts';

export interface CheckoutCopy {
  readonly folder: string;
  /** Environment of a shell in the copy: no Node but the system's on the path, no network, a free port for the service. */
  readonly env: NodeJS.ProcessEnv;
  /** The ports that stand for 8080 and 8090. */
  readonly ports: ReadonlyMap<string, number>;
  readonly remove: () => void;
}

/** Copies the checkout, as a clone has it after `npm ci`, with the pages already built. */
export async function copyCheckout(): Promise<CheckoutCopy> {
  const home = mkdtempSync(join(tmpdir(), 'perimetre-docs-'));
  const folder = join(home, 'perimetre');
  const isOwn = (path: string) => !NOT_IN_A_CLONE.has(relative(root, path).split(sep)[0]!);
  cpSync(root, folder, { recursive: true, filter: isOwn });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  // The linter asks git which files are ignored.
  execFileSync('git', ['init', '--quiet'], { cwd: folder });
  mkdirSync(join(folder, 'dist'), { recursive: true });
  cpSync(join(root, 'dist', 'web'), join(folder, 'dist', 'web'), { recursive: true });
  // A status of 400 or more fails `curl`.
  writeFileSync(join(home, '.curlrc'), 'fail-with-body\nsilent\nshow-error\n');
  const [port, other] = await freePorts(2);
  return {
    folder,
    env: {
      PATH: pathWithoutPackages(),
      HOME: process.env.HOME,
      LANG: 'C.UTF-8',
      CURL_HOME: home,
      PORT: String(port),
      npm_config_offline: 'true',
      npm_config_update_notifier: 'false',
      no_proxy: '127.0.0.1,localhost',
      ...Object.fromEntries(['http_proxy', 'https_proxy'].map((name) => [name, 'http://127.0.0.1:9'])),
      ...(process.env.CI === undefined ? {} : { CI: process.env.CI }),
    },
    ports: new Map([
      ['8080', port!],
      ['8090', other!],
    ]),
    remove: () => rmSync(home, { recursive: true, force: true, maxRetries: 5 }),
  };
}

const IGNORED = readFileSync(join(root, '.gitignore'), 'utf8').match(/^[\w]+(?=\/$)/gm)!;
const NOT_IN_A_CLONE = new Set(['.git', ...IGNORED]);

/** The path of a shell outside of npm scripts, which put `node_modules/.bin` first. */
function pathWithoutPackages(): string {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.filter((folder) => !/node_modules|node-gyp-bin/.test(folder)).join(delimiter);
}

async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(Array.from({ length: count }, listening));
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

function listening(): Promise<Server> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => resolve(server));
  });
}
