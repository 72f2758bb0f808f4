import { type StdioOptions, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  cpSync,
  existsSync,
  globSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Mutation, mutationsOf } from './mutants/mutations.ts';

/**
 * Changes the code at random, one place at a time, and prints the changes that no test notices:
 * `npm run mutants -- [--count 40] [--seed 1] [--under src/rules,data/rules] [--json]`.
 * Works in a copy of the checkout. A change that fails the type check is drawn again. The tests of the file's own
 * folder run first, then the others. The exit code is 1 when fewer than 92 % of the changes fail a test.
 */
const GOAL = 0.92;
const ALL = ['--exclude', 'test/browser/**'];
const root = join(import.meta.dirname, '..');
const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '40' },
    seed: { type: 'string', default: '1' },
    under: {
      type: 'string',
      default: 'src/geo,src/rules,src/situation,src/verdict.ts,src/zones,src/address,src/batch,data/rules',
    },
    json: { type: 'boolean', default: false },
  },
});

// The copy has `shared` beside it, as the checkout may have.
const folder = mkdtempSync(join(tmpdir(), 'perimetre-mutants-'));
// A test runs a command of the copy as another user.
chmodSync(folder, 0o755);
const copy = join(folder, 'checkout');
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(1));
copyCheckout();

if ((await runTests(ALL, 1800, process.stderr)) !== 'passed') {
  process.stderr.write('a test fails without any change: mend it first\n');
  process.exit(2);
}
const sites = values.under.split(',').flatMap(filesUnder).flatMap(sitesIn);
const draw = randomFrom(Number(values.seed));
const survivors: Mutant[] = [];
let drawn = 0;
while (drawn < Number(values.count) && sites.length > 0) {
  const [mutant] = sites.splice(Math.floor(draw() * sites.length), 1);
  const original = readFileSync(join(copy, mutant!.file), 'utf8');
  writeFileSync(join(copy, mutant!.file), mutated(original, mutant!));
  if (await passesTypes()) {
    drawn++;
    const catcher = await catcherOf(mutant!.file);
    const outcome = catcher === null ? 'SURVIVED' : `caught by ${catcher}:`;
    process.stderr.write(`${drawn} ${outcome} ${inWords(mutant!, original)}\n`);
    if (catcher === null) survivors.push(mutant!);
  }
  writeFileSync(join(copy, mutant!.file), original);
}

const caught = drawn - survivors.length;
if (values.json) process.stdout.write(`${JSON.stringify({ drawn, caught, survivors }, null, 2)}\n`);
else process.stdout.write(`${caught} of ${drawn} mutants caught (${((100 * caught) / drawn).toFixed(0)} %)\n`);
process.exitCode = caught / drawn >= GOAL ? 0 : 1;

type Outcome = 'passed' | 'failed' | 'the time limit';

interface Mutant extends Mutation {
  readonly file: string;
}

/** Copies the files that git lists, those not committed yet included. */
function copyCheckout(): void {
  const listed = spawnSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  });
  for (const name of listed.stdout.trim().split('\n')) {
    if (existsSync(join(root, name))) cpSync(join(root, name), join(copy, name));
  }
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  const shared = join(root, '..', 'shared');
  if (existsSync(shared)) symlinkSync(shared, join(folder, 'shared'));
}

function filesUnder(path: string): string[] {
  if (/\.\w+$/.test(path)) return [path];
  return globSync(`${path}/**/*.{ts,yaml}`, { cwd: root });
}

function sitesIn(file: string): Mutant[] {
  return mutationsOf(file, readFileSync(join(root, file), 'utf8')).map((mutation) => ({ ...mutation, file }));
}

function mutated(text: string, { start, end, replacement }: Mutation): string {
  return text.slice(0, start) + replacement + text.slice(end);
}

async function passesTypes(): Promise<boolean> {
  for (const [i, project] of ['.', 'src/web'].entries()) {
    // The state of the last check makes the next one five times shorter.
    const state = join(folder, `types-${i}`);
    const args = ['--noEmit', '-p', project, '--incremental', '--tsBuildInfoFile', state];
    if ((await run('tsc', args)) !== 'passed') return false;
  }
  return true;
}

/**
 * Runs the tests of the folder that mirrors the file's, then all tests of `npm test` except the browser's. Returns
 * those that caught the change, or null.
 */
async function catcherOf(file: string): Promise<string | null> {
  const near = ownTests(file).filter((folder) => existsSync(join(copy, folder)));
  if (near.length > 0) {
    const outcome = await runTests(near, 600);
    if (outcome !== 'passed') return outcome === 'failed' ? near.join(', ') : outcome;
  }
  const outcome = await runTests(ALL, 1800);
  if (outcome === 'passed') return null;
  return outcome === 'failed' ? 'the tests of other folders' : outcome;
}

function ownTests(file: string): string[] {
  if (!file.startsWith('src/')) return ['test/rules', 'test/verdicts'];
  const room = basename(file.split('/')[1]!, '.ts');
  return room === 'rules' || room === 'verdict' ? ['test/rules', 'test/verdicts'] : [`test/${room}`];
}

/** A change that never ends is caught by the time limit, in seconds. */
function runTests(args: readonly string[], seconds: number, output?: typeof process.stderr): Promise<Outcome> {
  return run('vitest', ['run', '--bail', '1', '--reporter', 'dot', ...args], seconds, output);
}

/** Runs a command in a process group of its own, so that its workers end with it. */
async function run(
  command: string,
  args: readonly string[],
  seconds = 600,
  output?: typeof process.stderr,
): Promise<Outcome> {
  const bin = join(root, 'node_modules', '.bin', command);
  const stdio: StdioOptions = ['ignore', output ?? 'ignore', output ?? 'ignore'];
  const child = spawn(process.execPath, [bin, ...args], { cwd: copy, stdio, detached: true });
  const kill = () => process.kill(-child.pid!, 'SIGKILL');
  const timer = setTimeout(kill, seconds * 1000);
  process.once('exit', kill);
  const [code, signal] = await once(child, 'exit');
  process.off('exit', kill);
  clearTimeout(timer);
  if (signal !== null) return 'the time limit';
  return code === 0 ? 'passed' : 'failed';
}

function inWords({ file, start, end, replacement }: Mutant, text: string): string {
  const line = text.slice(0, start).split('\n').length;
  return `${file}:${line} « ${text.slice(start, end).slice(0, 60)} » → « ${replacement} »`;
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
