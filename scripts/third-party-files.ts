import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { movementToWgs84 } from '../src/files/crs/to-wgs84.ts';
import type { Geometry } from '../src/files/feature.ts';
import { moved, positionsOf } from '../src/files/geometry.ts';
import { type OpenedLayer, openLayer } from '../src/files/open-layer.ts';

/**
 * Runs `batch` and `zones import` without --commit on every file of a folder, and compares the features with those of
 * ogr2ogr: their number, their attributes, and their geometries in WGS84. Prints one line per file. The exit code is 1
 * when the features differ, a command takes too long, or an error is not one French line.
 *
 * npm run third-party-files -- FOLDER
 */
const [folder] = process.argv.slice(2);
if (folder === undefined) {
  process.stderr.write('usage: npm run third-party-files -- FOLDER\n');
  process.exit(1);
}

const READ = /\.(csv|xlsx|geojson|json|geojsonl|geojsons|ndjson|gpkg|parquet|shp|zip)$/i;
/** The time limit of a command, in milliseconds. Small files take far less. */
const LONGEST = 120_000;
const run = promisify(execFile);
const work = mkdtempSync(join(tmpdir(), 'third-party-'));
const cli = join(import.meta.dirname, '..', 'src', 'cli.ts');

let failures = 0;
try {
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
    if (!READ.test(name)) continue;
    const path = join(folder, name);
    const remarks = [...(await readings(path)), ...(await commands(path))];
    const isBad = remarks.some((remark) => remark.startsWith('!'));
    if (isBad) failures++;
    process.stdout.write(`${isBad ? 'FAIL' : 'ok  '} ${relative(folder, path)} ${remarks.join(' ; ')}\n`);
  }
} finally {
  rmSync(work, { recursive: true });
}
process.stdout.write(`${failures} files differ or fail\n`);
process.exitCode = failures > 0 ? 1 : 0;

/** Returns the results of the two commands. A remark that starts with `!` is a failure. */
async function commands(path: string): Promise<string[]> {
  const batch = await command(['batch', path, '--out', join(work, 'out.csv'), '--date', '2024-10-01']);
  rmSync(join(work, 'out.csv'), { force: true });
  const database = { DATABASE_PATH: join(work, 'zones.sqlite') };
  const zones = await command(['zones', 'import', path, '--generation', '2024', '--kind', 'qic'], database);
  return [`batch ${batch}`, `zones import ${zones}`].map((remark) => remark.replace(/^(.*) !/, '!$1 '));
}

async function command(args: readonly string[], environment = {}): Promise<string> {
  try {
    await run('node', [cli, ...args], { timeout: LONGEST, env: { ...process.env, ...environment } });
    return '0';
  } catch (error) {
    const { code, killed, stderr = '' } = error as { code?: number; killed?: boolean; stderr?: string };
    if (killed) return '!does not end';
    const lines = stderr
      .trim()
      .split('\n')
      .filter((line) => line.startsWith('perimetre : '));
    if (code === 2) return '2';
    const isStrange = lines.length !== 1 || /\b(Error|undefined|NaN|parquet [a-z]|SQLITE|at .*:\d+)\b/.test(stderr);
    return `${isStrange ? '!' : ''}${code} ${lines[0]?.slice(12, 160) ?? stderr.slice(0, 160)}`;
  }
}

/** Compares the features of a file with those that GDAL reads. */
async function readings(path: string): Promise<string[]> {
  let layer: OpenedLayer;
  try {
    layer = await openLayer(path);
  } catch (error) {
    return [`not read: ${(error as Error).message.replace(path, '').slice(0, 120)}`];
  }
  const theirs = await gdalReading(path, layer.name);
  if (theirs === null) return ['GDAL does not read it'];
  const remarks: string[] = [];
  const toWgs84 = layer.crs === null ? null : movementToWgs84(layer.crs);
  const names = layer.fields.map(({ name }) => name);
  // GDAL uses the encoding of the .cpg even when it is wrong.
  const isRecoded = layer.notices?.some((notice) => notice.includes('quoi qu’en dise')) === true;
  let rank = 0;
  let problems = 0;
  const differ = { attributes: 0, geometries: 0 };
  for await (const { values, geometry, problem, faults } of layer.features) {
    if (problem !== undefined) problems++;
    const other = theirs[rank++];
    if (other === undefined) continue;
    const compared = names.map((name, i) => (faults?.has(i) ? null : name));
    if (!isRecoded && !sameValues(compared, values, other.properties)) differ.attributes++;
    if (problem === undefined && toWgs84 !== null && !samePlace(geometry && toWgs84(geometry), other.geometry)) {
      differ.geometries++;
    }
  }
  if (rank !== theirs.length) remarks.push(`!${rank} features, ${theirs.length} by GDAL`);
  if (differ.attributes > 0) remarks.push(`!attributes of ${differ.attributes} features differ`);
  if (differ.geometries > 0) remarks.push(`!geometries of ${differ.geometries} features differ`);
  return [`${rank} features${problems > 0 ? `, ${problems} unreadable` : ''}`, ...remarks];
}

interface GdalFeature {
  readonly properties: Readonly<Record<string, unknown>>;
  readonly geometry: Geometry | null;
}

/** Returns the features of the layer that GDAL reads, in WGS84; null when it cannot. */
async function gdalReading(path: string, layer: string): Promise<GdalFeature[] | null> {
  const source = path.toLowerCase().endsWith('.zip') ? `/vsizip/${path}` : path;
  const one = /\.(gpkg|xlsx)$/i.test(path) ? [layer] : [];
  const options = ['-f', 'GeoJSONSeq', '-lco', 'COORDINATE_PRECISION=10', '-t_srs', 'EPSG:4326', '--config'];
  const out = join(work, 'gdal.geojsonl');
  rmSync(out, { force: true });
  try {
    await run('ogr2ogr', [...options, 'OGR_CT_FORCE_TRADITIONAL_GIS_ORDER', 'YES', out, source, ...one], {
      timeout: LONGEST,
    });
    const { readFileSync } = await import('node:fs');
    const lines = readFileSync(out, 'utf8')
      .split('\n')
      .filter((line) => line !== '');
    return lines.map((line) => JSON.parse(line.replace('\x1e', '')) as GdalFeature);
  } catch {
    return null;
  }
}

/** Whether the attributes that both have are equal, apart from the last digits of numbers, date formats and blanks. */
function sameValues(
  names: readonly (string | null)[],
  ours: readonly unknown[],
  theirs: Readonly<Record<string, unknown>>,
): boolean {
  return names.every((name, i) => name === null || !(name in theirs) || plain(ours[i]) === plain(theirs[name]));
}

function plain(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'boolean') return value ? '1' : '0';
  if (typeof value === 'number') return String(Number(value.toPrecision(12)));
  const text = typeof value === 'string' ? value.trim() : JSON.stringify(value);
  if (/^-?\d+(\.\d+)?$/.test(text)) return String(Number(Number(text).toPrecision(12)));
  return text
    .replaceAll('/', '-')
    .replace(/[T ](\d\d:\d\d:\d\d)(\.0+)?(Z|\+00(:00)?)?$/, ' $1')
    .replace(/ 00:00:00$/, '');
}

/** Whether two geometries have the same box to three metres, the accuracy of the shift from the old French datum. */
function samePlace(ours: Geometry | null, theirs: Geometry | null): boolean {
  const [a, b] = [positionsIn(ours), positionsIn(theirs)];
  if (a.length === 0 || b.length === 0) return a.length === b.length;
  const isNear = (edge: (positions: readonly number[][]) => number) => Math.abs(edge(a) - edge(b)) < 3e-5;
  return [0, 1].every(
    (axis) =>
      isNear((positions) => positions.reduce((least, at) => Math.min(least, at[axis]!), Number.POSITIVE_INFINITY)) &&
      isNear((positions) => positions.reduce((most, at) => Math.max(most, at[axis]!), Number.NEGATIVE_INFINITY)),
  );
}

function positionsIn(geometry: Geometry | null): number[][] {
  return geometry === null ? [] : [...positionsOf(moved(geometry, ([x, y]) => [x!, y!]))].map((at) => [...at]);
}
