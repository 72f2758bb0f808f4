import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { type FSWatcher, readdirSync, watch } from 'node:fs';
import { join } from 'node:path';

/**
 * `npm run dev`: runs the server, and starts it again at each change of src, data or openapi.yaml. It watches folders:
 * `node --watch` watches files, and no longer sees one that an editor has replaced by renaming another.
 */
const root = join(import.meta.dirname, '..');
let server: ChildProcess;
let watchers: FSWatcher[] = [];
let timer: NodeJS.Timeout | undefined;
let isStopping = false;

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop());
start();

function start(): void {
  // Opened anew each time, since a change may have added a folder.
  for (const watcher of watchers) watcher.close();
  const folders = ['src', 'data'].flatMap((name) => [join(root, name), ...foldersIn(join(root, name))]);
  watchers = [...folders.map((folder) => watch(folder, changed)), watch(root, changedInRoot)];
  server = fork(join(import.meta.dirname, 'dev-server.ts'));
}

function foldersIn(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map((entry) => join(entry.parentPath, entry.name));
}

function changedInRoot(_: string, name: string | null): void {
  if (name === 'openapi.yaml') changed();
}

/** An editor writes a file in several steps, so the server starts once they are over. */
function changed(): void {
  clearTimeout(timer);
  timer = setTimeout(async () => {
    process.stdout.write('restarting after a change\n');
    await end();
    if (!isStopping) start();
  }, 200);
}

async function end(): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const ended = once(server, 'exit');
  server.kill('SIGTERM');
  await ended;
}

async function stop(): Promise<void> {
  isStopping = true;
  await end();
  process.exit();
}
