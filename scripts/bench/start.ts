import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { agreesWithShapes } from '../../src/geo/index/check-index.ts';
import { compileParts } from '../../src/geo/index/compile-index.ts';
import { ShapeIndex } from '../../src/geo/index/shape-index.ts';
import { readIndexFile, writeIndexFile } from '../../src/store/index-file.ts';
import { median, print, type Row } from './row.ts';
import { nationalSet } from './sets.ts';

/**
 * The time from `node` to the first answer, with the store already built; and the national index, compiled and loaded.
 */
const folder = mkdtempSync(join(tmpdir(), 'perimetre-bench-'));
const rows: Row[] = [];
try {
  const first = await firstAnswer(18_901);
  const later = median([await firstAnswer(18_902), await firstAnswer(18_903), await firstAnswer(18_904)]);
  rows.push(
    {
      what: 'first start: store and index built, first answer',
      value: first,
      unit: 'ms',
      goal: '< 1 000',
      reached: first < 1000,
    },
    { what: 'first answer after node, local set', value: later, unit: 'ms', goal: '≤ 400', reached: later <= 400 },
  );

  const { shapes, origin } = nationalSet();
  const building = performance.now();
  const parts = compileParts(shapes, 510);
  const built = performance.now() - building;
  const path = join(folder, 'national.bin');
  writeIndexFile(path, 'bench', parts);
  const loading = performance.now();
  const read = readIndexFile(path, 'bench')!;
  new ShapeIndex(read).locate(2.35, 48.9);
  const loaded = performance.now() - loading;
  const turns = Array.from({ length: 15 }, () => ({
    unchecked: millisecondsOf(() => readFileSync(path)),
    checked: millisecondsOf(() => readIndexFile(path, 'bench')),
  }));
  // The fastest of each: other processes only add to them.
  const reading = Math.min(...turns.map(({ unchecked }) => unchecked));
  const verified = Math.min(...turns.map(({ checked }) => checked));
  const asking = performance.now();
  if (!agreesWithShapes(new ShapeIndex(read), shapes)) throw new Error('the index does not agree with its shapes');
  const asked = performance.now() - asking;
  rows.push(
    {
      what: `national index built (${shapes.length} zones, ${origin})`,
      value: built / 1000,
      unit: 's',
      goal: '≤ 15',
      reached: built <= 15_000,
    },
    {
      what: 'national index loaded, its checksum verified',
      value: loaded,
      unit: 'ms',
      goal: '≤ 300',
      reached: loaded <= 300,
    },
    {
      what: 'the same against reading the file alone',
      value: verified,
      unit: 'ms',
      against: { what: 'reading', value: reading },
      ratio: verified / reading,
      goal: '≤ 1.2×',
      reached: verified <= 1.2 * reading,
    },
    { what: 'national index asked known positions', value: asked, unit: 'ms', goal: '≤ 20', reached: asked <= 20 },
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
print(rows);

function millisecondsOf(work: () => void): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

/** Milliseconds from the start of the process to an answer on `port`. */
async function firstAnswer(port: number): Promise<number> {
  const started = performance.now();
  const server = spawn(process.execPath, [join(import.meta.dirname, '..', '..', 'src', 'server.ts')], {
    env: { ...process.env, PORT: String(port), HOST: '127.0.0.1', PERIMETRE_DB: join(folder, 'perimetre.db') },
    stdio: 'ignore',
  });
  try {
    for (;;) {
      const answer = await fetch(`http://127.0.0.1:${port}/v1/lookup?lon=2.6289&lat=50.518`).catch(() => null);
      if (answer?.ok) return performance.now() - started;
      if (performance.now() - started > 30_000) throw new Error('the server did not answer within 30 s');
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  } finally {
    const ended = new Promise((resolve) => server.once('exit', resolve));
    server.kill();
    await ended;
  }
}
