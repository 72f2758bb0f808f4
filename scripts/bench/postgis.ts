import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repair } from '../../src/geo/repair.ts';
import { writePositions } from './positions-file.ts';
import { median, print, type Row } from './row.ts';
import { AGGLOMERATION, LOCAL_FILE, NATIONAL_FILE, positions, readShapes } from './sets.ts';

/**
 * A file of positions through `perimetre batch`, start included, against the same file through PostGIS: COPY in, a
 * join, and COPY out of the zones that contain each position, those in whose band it is, and the nearest limit. Needs
 * `psql` and DATABASE_URL. ROWS=100000 makes it shorter. ZONES=france uses the quarters of the country, where their
 * file is available, and positions around them.
 */
const { DATABASE_URL, ROWS = '1000000', ZONES } = process.env;
if (!DATABASE_URL) throw new Error('DATABASE_URL is not set');
const isNational = ZONES === 'france';
const count = Number(ROWS);
const cli = join(import.meta.dirname, '..', '..', 'src', 'cli.ts');
const zonesFile = isNational ? NATIONAL_FILE : LOCAL_FILE;
const folder = mkdtempSync(join(tmpdir(), 'perimetre-bench-'));
const [input, ourOutput, theirOutput, zones] = ['input.csv', 'ours.csv', 'theirs.csv', 'zones.txt'].map((name) =>
  join(folder, name),
) as [string, string, string, string];

/**
 * PostgreSQL scans the tables of a temporary schema with one worker only, so this schema is permanent and dropped at
 * the end. Its fixed name lets the next run drop the schema of an interrupted one.
 */
const SCHEMA = 'perimetre_bench';
const SETTINGS = `
SET client_min_messages = warning;
SELECT set_config('search_path', '${SCHEMA},' || current_setting('search_path'), false) \\g /dev/null
\\timing on`;

/** The indexed box is grown by 510 m rather than 500, since a buffer may be short by some metres. */
const PREPARE = `
DROP SCHEMA IF EXISTS ${SCHEMA} CASCADE;
CREATE SCHEMA ${SCHEMA};
CREATE UNLOGGED TABLE given (code text, shape text);
\\copy given FROM '${zones}'
CREATE UNLOGGED TABLE zones AS
  SELECT code, geom, geom::geography AS area, ST_Boundary(geom)::geography AS limits,
    ST_Envelope(ST_Buffer(geom::geography, 510)::geometry) AS reach
  FROM (SELECT code, ST_GeomFromGeoJSON(shape) AS geom FROM given) AS given;
CREATE INDEX ON zones USING gist (area);
CREATE INDEX ON zones USING gist (reach);
ANALYZE zones;`;

const COPY_IN = `
DROP TABLE IF EXISTS points;
CREATE UNLOGGED TABLE points (
  id int, lon float8, lat float8,
  geom geometry(Point, 4326) GENERATED ALWAYS AS (ST_SetSRID(ST_MakePoint(lon, lat), 4326)) STORED
);
\\copy points (id, lon, lat) FROM '${input}' CSV HEADER
ANALYZE points;`;

const COLUMNS = `
  string_agg(code, ';' ORDER BY code) FILTER (WHERE covered) AS inside,
  string_agg(code, ';' ORDER BY code) FILTER (WHERE NOT covered AND d < 300) AS band,
  (array_agg(code ORDER BY d, code))[1] AS nearest,
  round((array_agg(CASE WHEN covered THEN -d ELSE d END ORDER BY d, code))[1]::numeric, 3) AS nearest_distance`;
const MEASURED = (point: string) => `
  code, ST_Covers(zones.geom, ${point}) AS covered, ST_Distance(limits, ${point}::geography) AS d`;

/**
 * From the query that the manual recommends to the fastest known one. OFFSET 0 and MATERIALIZED keep a distance from
 * being measured twice, for the condition and for the answer.
 */
const QUERIES = [
  {
    name: 'ST_DWithin',
    sql: `SELECT id, lon, lat, found.* FROM points CROSS JOIN LATERAL (
      SELECT ${COLUMNS}
      FROM (
        SELECT ${MEASURED('points.geom')} FROM zones WHERE ST_DWithin(area, points.geom::geography, 500) OFFSET 0
      ) AS zones
    ) AS found`,
  },
  {
    name: 'boxes',
    sql: `SELECT id, lon, lat, found.* FROM points CROSS JOIN LATERAL (
      SELECT ${COLUMNS}
      FROM (SELECT ${MEASURED('points.geom')} FROM zones WHERE reach && points.geom OFFSET 0) AS zones
      WHERE covered OR d < 500) AS found`,
  },
  {
    // PostGIS caches the tree of a limit's edges between calls with the same limit, and this query runs in parallel.
    name: 'boxes, zone after zone',
    sql: `WITH measured AS MATERIALIZED (
      SELECT id, ${MEASURED('pairs.geom')}
      FROM (SELECT id, points.geom, code FROM points JOIN zones ON reach && points.geom ORDER BY code OFFSET 0) AS pairs
      JOIN zones USING (code)
    ), found AS (SELECT id, ${COLUMNS} FROM measured WHERE covered OR d < 500 GROUP BY id)
    SELECT id, lon, lat, inside, band, nearest, nearest_distance FROM points LEFT JOIN found USING (id)`,
  },
];

const rows: Row[] = [];
try {
  await prepare();
  const version = psql('SELECT postgis_lib_version()').output.trim();
  const runs = [];
  for (let round = 0; round < 3; round++) {
    const ours = seconds(() => batch(input, ourOutput));
    for (const { name, sql } of QUERIES) {
      const { times } = psql(`${COPY_IN}\n\\copy (${sql.replaceAll('\n', ' ')}) TO '${theirOutput}' CSV HEADER`);
      const join = times.pop()!;
      const copyIn = times.reduce((sum, time) => sum + time, 0);
      runs.push({ name, ours, theirs: copyIn + join });
      log(`${name}: COPY in ${copyIn.toFixed(2)} s, join and COPY out ${join.toFixed(2)} s; ours ${ours.toFixed(2)} s`);
      if (round === 0) log(`${name}: ${differences(ourOutput, theirOutput)}`);
    }
  }
  const set = isNational ? 'France' : 'local set';
  for (const { name } of QUERIES) {
    const ofQuery = runs.filter((run) => run.name === name);
    const ratio = median(ofQuery.map(({ ours, theirs }) => theirs / ours));
    rows.push({
      what: `file of ${count / 1e6} M rows, ${set}`,
      value: median(ofQuery.map(({ ours }) => ours)),
      unit: 's',
      against: { what: `PostGIS ${version}, ${name}`, value: median(ofQuery.map(({ theirs }) => theirs)) },
      ratio,
      goal: '≥ 20 times',
      reached: ratio >= 20,
    });
  }
} finally {
  psql(`DROP SCHEMA IF EXISTS ${SCHEMA} CASCADE;`);
  rmSync(folder, { recursive: true, force: true });
}
print(rows);

/** The steps done once and not measured: the zones of both sides, and our index of them. */
async function prepare(): Promise<void> {
  const { features } = JSON.parse(readFileSync(zonesFile, 'utf8')) as { features: Feature[] };
  const shapes = readShapes(zonesFile);
  const lines = features.map(({ properties }, i) => {
    // Repaired as ours are, so that only the measured distances can differ.
    const geometry = { type: 'MultiPolygon', coordinates: repair(shapes[i]!).shape };
    return `${properties.code_qp}\t${JSON.stringify(geometry)}\n`;
  });
  writeFileSync(zones, lines.join(''));
  await writePositions(input, positions(count, AGGLOMERATION, isNational ? shapes : undefined));
  if (isNational) {
    // Official, like the shipped ones: an indicative perimeter makes rows to review.
    const options =
      '--generation 2024 --kind qpv --coverage france --status official --source bench --licence none'.split(' ');
    perimetre('zones', 'import', zonesFile, ...options, '--commit');
  }
  const short = join(folder, 'short.csv');
  writeFileSync(short, 'id,lon,lat\n0,2.6,50.5\n');
  batch(short, `${short}.out`);
  psql(PREPARE);
}

interface Feature {
  readonly properties: { readonly code_qp: string };
}

function batch(from: string, to: string): void {
  perimetre('batch', from, '--out', to);
}

function perimetre(...args: string[]): void {
  const env = { ...process.env, PERIMETRE_DB: join(folder, 'perimetre.db') };
  execFileSync(process.execPath, [cli, ...args], { env, stdio: 'ignore' });
}

/** Runs a script in one session. Returns its output, and the seconds of each statement. */
function psql(script: string): { output: string; times: number[] } {
  const args = ['-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', DATABASE_URL!];
  const printed = execFileSync('psql', args, {
    input: `${SETTINGS}\n${script}\n`,
    encoding: 'utf8',
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, LC_ALL: 'C' },
  });
  const isTime = (line: string) => line.startsWith('Time: ');
  const lines = printed.split('\n');
  const times = lines.filter(isTime).map((line) => Number.parseFloat(line.slice(6)) / 1000);
  return { output: lines.filter((line) => !isTime(line)).join('\n'), times };
}

function seconds(work: () => void): number {
  const started = performance.now();
  work();
  return (performance.now() - started) / 1000;
}

/** On how many rows two outputs differ. The rows of PostGIS are in any order. */
function differences(ours: string, theirs: string): string {
  const expected = readAnswers(ours);
  const given = readAnswers(theirs);
  let [inside, band, nearest, metres, greatest] = [0, 0, 0, 0, 0];
  for (const [id, answer] of expected) {
    const other = given.get(id);
    if (!other) throw new Error(`PostGIS gave no row ${id}`);
    if (answer.inside !== other.inside) inside++;
    if (answer.band !== other.band) band++;
    if (answer.nearest !== other.nearest) nearest++;
    const apart = Math.abs(answer.distance - other.distance);
    if (apart > 1) metres++;
    greatest = Math.max(greatest, apart);
  }
  return (
    `of ${expected.size} rows ${inside} differ in the zones that contain them, ${band} in the band, ` +
    `${nearest} in the nearest zone, ${metres} by more than 1 m (at most ${greatest.toFixed(3)} m)`
  );
}

interface Answer {
  readonly inside: string;
  readonly band: string;
  readonly nearest: string;
  /** 500 when no limit is that near. */
  readonly distance: number;
}

function readAnswers(path: string): Map<string, Answer> {
  const [header, ...lines] = readFileSync(path, 'utf8').trimEnd().split('\n');
  const names = header!.split(',');
  const at = (name: string) => names.indexOf(name);
  const columns = [at('id'), at('inside'), at('band'), at('nearest'), at('nearest_distance')] as const;
  return new Map(
    lines.map((line) => {
      const cells = line.split(',');
      const [id, inside, band, nearest, distance] = columns.map((column) => cells[column]!) as [
        string,
        string,
        string,
        string,
        string,
      ];
      return [id, { inside, band, nearest, distance: distance === '' ? 500 : Number(distance) }];
    }),
  );
}

function log(line: string): void {
  process.stderr.write(`${line}\n`);
}
