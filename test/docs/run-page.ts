import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CheckoutCopy } from './checkout-copy.ts';
import type { PageCommand } from './page-commands.ts';

export interface CommandRun {
  readonly text: string;
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs commands in a copy of the checkout, one after the other in one bash, as a reader types them. Only this differs:
 *
 * - the ports 8080 and 8090 are free ones, so that a service of this machine is not asked;
 * - `npm ci` does nothing, since the packages are there;
 * - `npm test` and `npm run test:full` run one file of tests at most, since this is one of them;
 * - a command that serves runs beside the next ones, which wait until it listens. Where none does before the first
 *   address of the service, `npm start` runs first.
 */
export async function runCommands(
  copy: CheckoutCopy,
  commands: readonly Pick<PageCommand, 'text'>[],
): Promise<CommandRun[]> {
  const log = join(copy.folder, '..', 'log');
  mkdirSync(log, { recursive: true });
  const steps = commands.map(({ text }, i) => step(onFreePorts(text, copy.ports), join(log, String(i)), copy));
  const first = commands.find(({ text }) => SERVES.test(text) || text.includes('localhost:8080'));
  if (first !== undefined && !SERVES.test(first.text)) steps.unshift(step('npm start', join(log, 'start'), copy));
  writeFileSync(join(log, 'all.sh'), [PRELUDE, ...steps].join('\n'));
  const shell = spawn('bash', [join(log, 'all.sh')], {
    cwd: copy.folder,
    env: copy.env,
    stdio: 'ignore',
    detached: true,
  });
  // A test that is given up leaves no service behind.
  const stop = () => signalGroup(shell.pid!, 'SIGTERM');
  process.once('exit', stop);
  await once(shell, 'exit');
  while (signalGroup(shell.pid!, 'SIGTERM')) await new Promise((resolve) => setTimeout(resolve, 100));
  process.removeListener('exit', stop);
  return commands.map(({ text }, i) => {
    const [code, stdout, stderr] = ['code', 'out', 'err'].map((end) => textOf(join(log, `${i}.${end}`)));
    return { text, code: code === '' ? -1 : Number(code), stdout: stdout!, stderr: stderr! };
  });
}

const PRELUDE = `set -o pipefail
npm() {
  case "$*" in
    ci) ;;
    test | 'run test:full') command npm "$@" -- --passWithNoTests test/geo/rectangle.test.ts ;;
    *) command npm "$@" ;;
  esac
}
listens() { (exec 3<> "/dev/tcp/127.0.0.1/$1") 2> /dev/null; }`;

function step(command: string, log: string, { ports, env }: CheckoutCopy): string {
  const run = `{ ${command}\n} > ${log}.out 2> ${log}.err`;
  if (!SERVES.test(command)) return `${run}\necho $? > ${log}.code`;
  const port = command.includes('--port') ? ports.get('8090') : env.PORT;
  return `${run} &
until listens ${port}; do kill -0 $! 2> /dev/null || break; sleep 0.1; done
if kill -0 $!; then echo 0; else echo 1; fi > ${log}.code`;
}

const SERVES = /\bnpm (?:start|run (?:dev|demo|examples))\b/;

function onFreePorts(command: string, ports: ReadonlyMap<string, number>): string {
  return command.replace(
    /((?:localhost|127\.0\.0\.1):|--port )(80[89]0)\b/g,
    (_, before, port) => before + ports.get(port),
  );
}

/** Signals the processes of a group. Returns whether there are any. */
function signalGroup(group: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(-group, signal);
  } catch {
    return false;
  }
}

const textOf = (path: string) => (existsSync(path) ? readFileSync(path, 'utf8') : '');
