import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

/**
 * Who may import whom. A folder or file of src at the left; at the right what it may take from: `all`, `types` (nothing of
 * it runs), or the files named. What is not in the table is not allowed, and what nobody uses any more has to leave it.
 */
const arrows: Record<string, Record<string, 'all' | 'types' | readonly string[]>> = {
  // The words and the measures: they know nobody.
  geo: {},
  rules: {},
  store: {},
  'config.ts': {},
  'day.ts': {},
  'compile-cache.ts': {},
  // Tables and layers, read and written: rows of values with a geometry, and no legal word.
  formats: { geo: ['covers.ts', 'projection.ts'], store: ['identifier.ts', 'open.ts'] },

  // The page: it runs in a browser, and calls the public API; a proof is read and checked there as it is here.
  web: {
    decisions: ['facts-in-words.ts', 'public-key.ts', 'read-proof.ts', 'reference.ts', 'typed-address.ts', 'verify.ts'],
  },

  // What a zone is, and where its perimeters are kept.
  zones: {
    'day.ts': 'all',
    geo: 'all',
    store: ['identifier.ts', 'open.ts'],
    formats: [
      ...['chosen-name.ts', 'container.ts', 'crs-name.ts', 'read-dbf.ts', 'read-shp.ts', 'read-wkb.ts', 'text.ts'],
      'wkt-crs.ts',
    ],
  },

  // Where an address may be: its file, the State's geocoder, and what candidates are worth.
  address: { geo: 'all', store: ['open.ts'] },

  // The two pure functions, and the short form of the first. Of zones they take what is already in memory.
  'situation.ts': { situation: 'all', zones: ['communes.ts', 'zones.ts'] },
  situation: { geo: 'all', zones: ['coverage.ts', 'zones.ts'], 'situation.ts': 'types' },
  'address-situation.ts': {
    'situation.ts': 'all',
    situation: ['joined.ts', 'unlocated.ts'],
    address: ['limit-street.ts', 'plausible.ts', 'spots.ts'],
    geo: ['distance.ts'],
    zones: ['zones.ts'],
  },
  'street-ledger.ts': {
    'street-ledger': 'all',
    'situation.ts': 'types',
    situation: ['hypotheses.ts'],
    address: ['address-file.ts', 'ledger.ts', 'uncertainty.ts'],
    geo: ['distance.ts', 'ground.ts'],
    zones: ['zones.ts'],
  },
  'street-ledger': { 'situation.ts': 'types', address: 'types', zones: ['zones.ts'] },
  'verdict.ts': { rules: 'all', 'situation.ts': 'types' },
  'lookup.ts': { 'situation.ts': 'all', geo: 'all', zones: ['zones.ts'] },

  // What was answered, kept, signed and shown to another.
  decisions: {
    'situation.ts': 'types',
    'verdict.ts': 'types',
    'day.ts': 'all',
    geo: ['ground.ts'],
    rules: ['answer.ts', 'application.ts', 'load.ts', 'sentence.ts'],
    store: 'types',
  },

  // The one place that opens things; the others get them from it.
  'load.ts': {
    'config.ts': 'types',
    'day.ts': 'all',
    decisions: ['decisions.ts', 'keys.ts', 'migrations.ts', 'rulebooks.ts'],
    address: ['addresses.ts', 'departements.ts', 'geoplateforme.ts'],
    geo: ['index-file.ts'],
    rules: ['load.ts'],
    store: ['open.ts'],
    zones: ['current.ts', 'registry.ts', 'shipped.ts', 'versions.ts'],
  },

  // Questions in, answers out: they ask what `load` opened, and open nothing.
  batch: {
    'situation.ts': 'all',
    'address-situation.ts': 'all',
    'lookup.ts': 'all',
    address: ['candidate.ts', 'codes.ts', 'plausible.ts'],
    'day.ts': 'all',
    formats: [
      'create-layer.ts',
      'crs-text.ts',
      'geometry.ts',
      'input-format.ts',
      'layer-system.ts',
      'open-layer.ts',
      'to-wgs84.ts',
      'unchanged.ts',
    ],
    geo: ['footprint.ts', 'ground.ts', 'polygon.ts', 'projection.ts', 'repair.ts'],
    zones: ['france.ts', 'since.ts'],
    census: ['secrecy.ts'],
  },
  // A list of homes, counted: sums that tell of nobody.
  census: {
    'situation.ts': 'all',
    'address-situation.ts': 'all',
    'lookup.ts': 'all',
    address: ['candidate.ts', 'codes.ts'],
    batch: ['address-columns.ts', 'address-question.ts', 'columns.ts', 'in-order.ts', 'mistake.ts', 'patient.ts'],
    geo: 'types',
    formats: ['geometry.ts', 'layer-system.ts'],
    rules: ['history.ts', 'plan.ts', 'value.ts'],
    zones: ['france.ts', 'zones.ts'],
  },
  http: {
    'situation.ts': 'all',
    'address-situation.ts': 'all',
    'lookup.ts': 'all',
    'verdict.ts': 'all',
    'street-ledger.ts': 'all',
    'load.ts': 'types',
    layers: [
      ...[
        'api-definition.ts',
        'collections.ts',
        'conformance.ts',
        'features.ts',
        'items.ts',
        'link.ts',
        'queryables.ts',
      ],
      ...[
        'reference-systems.ts',
        'spatial-filter.ts',
        'temporal-filter.ts',
        'describe-tiles.ts',
        'tile-grid.ts',
        'tile-style.ts',
        'tiles.ts',
      ],
    ],
    decisions: [
      ...[
        'decisions.ts',
        'footprint.ts',
        'outcome.ts',
        'pdf/attachment.ts',
        'pdf/drawing.ts',
        'prove.ts',
        'reference.ts',
      ],
      'same-outcome.ts',
    ],
    situation: ['unlocated.ts'],
    address: ['address-file.ts', 'candidate.ts', 'codes.ts'],
    'day.ts': 'all',
    batch: ['answer.ts', 'error.ts', 'reason.ts'],
    geo: ['footprint.ts', 'grow.ts', 'ground.ts', 'polygon.ts', 'projection.ts', 'repair.ts'],
    rules: ['application.ts', 'history.ts', 'plan.ts', 'sentence.ts', 'value.ts'],
    zones: ['france.ts', 'zones.ts'],
  },

  // The zones as layers for maps: collections, tiles. They ask nothing of places, and open nothing.
  layers: {
    'day.ts': 'all',
    formats: 'types',
    geo: ['clip.ts', 'ground.ts', 'grow.ts', 'polygon.ts', 'projection.ts', 'rectangle.ts'],
    zones: 'types',
  },

  // Where everything starts.
  commands: {
    'config.ts': 'all',
    'compile-cache.ts': 'all',
    'load.ts': 'all',
    'day.ts': 'all',
    'situation.ts': 'all',
    'street-ledger.ts': 'all',
    decisions: [
      'footprint.ts',
      'keys.ts',
      'prove.ts',
      'public-key.ts',
      'read-proof.ts',
      'same-outcome.ts',
      'typed-address.ts',
      'verify.ts',
    ],
    http: ['answers/replay.ts'],
    address: ['build-apart.ts', 'codes.ts', 'sources.ts'],
    batch: 'all',
    census: 'all',
    formats: 'all',
    geo: ['projection.ts'],
    layers: 'all',
    rules: ['answer.ts', 'check.ts', 'load.ts', 'sentence.ts'],
    zones: [
      ...[
        'commit.ts',
        'draft.ts',
        'fetch.ts',
        'france.ts',
        'import.ts',
        'named-coverage.ts',
        'sources.ts',
        'update.ts',
      ],
      ...['read/perimeter-file.ts', 'zones.ts'],
    ],
  },
  'serve.ts': { 'config.ts': 'all', 'load.ts': 'all', decisions: ['purge.ts'], http: 'all' },
  'cli.ts': { commands: 'all', 'compile-cache.ts': 'all' },
  'server.ts': { 'serve.ts': 'all', 'compile-cache.ts': 'all' },
};

const src = join(import.meta.dirname, '..', 'src');
const files = globSync('**/*.ts', { cwd: src }).sort();

interface Import {
  readonly from: string;
  /** A file of src, or the name of a package. */
  readonly to: string;
  readonly isType: boolean;
}

const imports = files.flatMap(importsOf);

function importsOf(from: string): Import[] {
  const code = readFileSync(join(src, from), 'utf8');
  const found: Import[] = [];
  for (const [, type, names, target] of code.matchAll(
    /^(?:import|export)\s+(type\s+)?([^;'"]*?)\s*from\s+'([^']+)'/gm,
  )) {
    const each = names!
      .replace(/[{}]/g, '')
      .split(',')
      .map((name) => name.trim())
      .filter(Boolean);
    const isType = type !== undefined || (names!.startsWith('{') && each.every((name) => name.startsWith('type ')));
    found.push({ from, to: resolved(from, target!), isType });
  }
  for (const [, atOnce, later] of code.matchAll(/^import\s+'([^']+)'|\bimport\(\s*'([^']+)'/gm)) {
    found.push({ from, to: resolved(from, (atOnce ?? later)!), isType: false });
  }
  return found;
}

function resolved(from: string, target: string): string {
  return target.startsWith('.') ? normalize(join(dirname(from), target)) : target;
}

/** The folder directly under src that holds the file, or the file itself. */
function placeOf(file: string): string {
  return file.split('/')[0]!;
}

function isOurs(target: string): boolean {
  return files.includes(target);
}

describe('the table of arrows', () => {
  it('names every folder and file of src', () => {
    expect([...new Set(files.map(placeOf))].sort()).toEqual(Object.keys(arrows).sort());
  });

  const crossing = imports.filter(({ from, to }) => isOurs(to) && placeOf(from) !== placeOf(to));

  it.each(Object.keys(arrows))('%s imports what it may', (place) => {
    const forbidden = crossing.filter(({ from, to, isType }) => {
      if (placeOf(from) !== place) return false;
      const allowed = arrows[place]![placeOf(to)];
      if (allowed === undefined) return true;
      if (allowed === 'all' || isType) return false;
      return allowed === 'types' || !allowed.includes(relative(placeOf(to), to));
    });
    expect(forbidden).toEqual([]);
  });

  it('allows nothing that is not used', () => {
    const unused = Object.entries(arrows).flatMap(([from, targets]) =>
      Object.entries(targets).flatMap(([to, allowed]) => {
        const used = crossing.filter((i) => placeOf(i.from) === from && placeOf(i.to) === to);
        if (used.length === 0) return [`${from} → ${to}`];
        if (typeof allowed === 'string') return [];
        const names = used.filter(({ isType }) => !isType).map((i) => relative(to, i.to));
        return allowed.filter((name) => !names.includes(name)).map((name) => `${from} → ${to}/${name}`);
      }),
    );
    expect(unused).toEqual([]);
  });
});

describe('doors', () => {
  const importersOf = (name: string) => [...new Set(imports.filter(({ to }) => to === name).map(({ from }) => from))];

  it('only the store opens a database', () => {
    expect(importersOf('better-sqlite3').map(placeOf)).toEqual(['store']);
  });

  it('only the configuration reads the environment', () => {
    const readers = files.filter((file) => readFileSync(join(src, file), 'utf8').includes('process.env'));
    expect(readers).toEqual(['config.ts']);
  });

  it('only `load`, the file of addresses, the readers and the writer of GeoPackages ask the store to open something', () => {
    const openers = imports.filter(({ to, isType }) => to === 'store/open.ts' && !isType).map(({ from }) => from);
    expect(openers.sort()).toEqual([
      'address/build.ts',
      'address/local.ts',
      'formats/read-geopackage.ts',
      'formats/write-geopackage.ts',
      'load.ts',
      'zones/read/geopackage.ts',
    ]);
  });

  it.each([['situation.ts'], ['verdict.ts'], ['lookup.ts'], ['address-situation.ts'], ['street-ledger.ts']])(
    'nothing that %s runs touches a file, a database, a network or a clock',
    (start) => {
      const reached = runsWith(start);
      const opened = imports.filter(({ from, to, isType }) => reached.has(from) && !isType && DOORS.test(to));
      expect(opened).toEqual([]);
      const clocks = [...reached].filter((file) =>
        /Date\.now\(|new Date\(\)|performance\.now\(|Math\.random\(/.test(readFileSync(join(src, file), 'utf8')),
      );
      expect(clocks).toEqual([]);
    },
  );
});

const DOORS = /^(node:(fs|net|http|https|dns|child_process|worker_threads|process|os)\b.*|better-sqlite3|fastify)$/;

/** The files that run when `start` does. */
function runsWith(start: string): Set<string> {
  const reached = new Set([start]);
  for (const file of reached) {
    for (const { from, to, isType } of imports) if (from === file && !isType && isOurs(to)) reached.add(to);
  }
  return reached;
}

describe('files', () => {
  it('import only files that exist, and no file imports itself through others', () => {
    const missing = imports.filter(
      ({ from, to }) => to.endsWith('.ts') && !isOurs(to) && !existsSync(join(src, dirname(from), to)),
    );
    expect(missing).toEqual([]);
    const cyclic = files.filter((file) =>
      imports.some(({ from, to, isType }) => from === file && !isType && isOurs(to) && runsWith(to).has(file)),
    );
    expect(cyclic).toEqual([]);
  });

  it('have names that say something', () => {
    const root = join(src, '..');
    const all = ['src', 'test', 'scripts', 'data'].flatMap((folder) => globSync(`${folder}/**/*`, { cwd: root }));
    expect(all.filter((path) => /(^|\/)(utils?|helpers?|common|misc|tools?|lib)(\/|\.|$)/.test(path))).toEqual([]);
  });
});
