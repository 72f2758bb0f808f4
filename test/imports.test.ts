import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';

/**
 * The rooms of src, from the bottom up, and what each may import: other rooms by name, or `types of` a room (nothing of
 * it runs). A room imports only rooms above it in this table, so no arrow goes back. The reasons are in
 * docs/architecture.md.
 */
const arrows: Record<string, readonly string[]> = {
  geo: [],
  store: ['types of geo'],
  french: [],
  'config.ts': ['french'],
  'compile-cache.ts': [],
  rules: ['french'],
  files: ['geo', 'store', 'french'],
  address: ['geo', 'french', 'store'],
  zones: ['geo', 'types of store', 'french', 'files'],
  situation: ['geo', 'french', 'address', 'zones'],
  'verdict.ts': ['french', 'rules', 'types of situation'],
  streets: ['geo', 'french', 'address', 'zones', 'situation'],
  demo: ['geo', 'french', 'address', 'zones', 'situation'],
  ogc: ['geo', 'french', 'types of files', 'types of zones'],
  batch: ['geo', 'french', 'rules', 'files', 'address', 'zones', 'situation', 'verdict.ts'],
  share: ['french', 'files', 'address', 'zones', 'situation', 'rules', 'batch', 'types of geo'],
  proof: ['geo', 'french', 'rules', 'types of store', 'types of situation', 'types of verdict.ts'],
  cases: ['geo', 'french', 'rules', 'zones', 'situation', 'proof'],
  'load.ts': ['store', 'french', 'rules', 'address', 'zones', 'demo', 'proof', 'types of config.ts'],
  questions: [
    ...['geo', 'french', 'rules', 'address', 'zones', 'situation', 'verdict.ts', 'proof'],
    'types of load.ts',
  ],
  http: [
    ...['geo', 'french', 'config.ts', 'files', 'address', 'zones', 'situation', 'streets', 'demo', 'ogc', 'batch'],
    ...['proof', 'load.ts', 'questions', 'types of rules'],
  ],
  commands: [
    ...['geo', 'french', 'config.ts', 'rules', 'files', 'address', 'zones', 'situation', 'streets', 'ogc', 'batch'],
    ...['share', 'proof', 'cases', 'load.ts', 'questions'],
  ],
  web: ['french', 'streets', 'proof'],
  'cli.ts': ['commands', 'compile-cache.ts'],
  'server.ts': ['http', 'compile-cache.ts'],
  'demo.ts': ['http', 'compile-cache.ts'],
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

/** The folder directly under src that holds the file, or the file itself at the root. */
function roomOf(file: string): string {
  return file.split('/')[0]!;
}

function isOurs(target: string): boolean {
  return files.includes(target);
}

describe('the rooms', () => {
  it('are all in the table', () => {
    expect([...new Set(files.map(roomOf))].sort()).toEqual(Object.keys(arrows).sort());
  });

  it('import only rooms above them in the table', () => {
    const order = Object.keys(arrows);
    const upward = Object.entries(arrows).flatMap(([room, allowed]) =>
      allowed.filter((other) => order.indexOf(other.replace('types of ', '')) >= order.indexOf(room)),
    );
    expect(upward).toEqual([]);
  });

  const crossing = imports.filter(({ from, to }) => isOurs(to) && roomOf(from) !== roomOf(to));

  it.each(Object.keys(arrows))('%s imports what it may', (room) => {
    const allowed = arrows[room]!;
    const forbidden = crossing.filter(
      ({ from, to, isType }) =>
        roomOf(from) === room &&
        !allowed.includes(roomOf(to)) &&
        !(isType && allowed.includes(`types of ${roomOf(to)}`)),
    );
    expect(forbidden).toEqual([]);
  });

  it('have no unused arrow', () => {
    const unused = Object.entries(arrows).flatMap(([room, allowed]) =>
      allowed
        .filter((other) => {
          const used = crossing.filter(({ from, to }) => roomOf(from) === room && `types of ${roomOf(to)}` === other);
          if (other.startsWith('types of ')) return used.length === 0;
          return !crossing.some(({ from, to, isType }) => roomOf(from) === room && roomOf(to) === other && !isType);
        })
        .map((other) => `${room} → ${other}`),
    );
    expect(unused).toEqual([]);
  });

  it('have folders of at most twenty files', () => {
    const folders = Map.groupBy(globSync('**/*.*', { cwd: src }), dirname);
    const crowded = [...folders].filter(([, names]) => names.length > 20).map(([folder]) => folder);
    expect(crowded).toEqual([]);
  });
});

describe('doors', () => {
  const importersOf = (name: string) => [...new Set(imports.filter(({ to }) => to === name).map(({ from }) => from))];

  it('only the store opens a database', () => {
    expect(importersOf('better-sqlite3').map(roomOf)).toEqual(['store']);
  });

  it('only the configuration reads the environment', () => {
    const readers = files.filter((file) => readFileSync(join(src, file), 'utf8').includes('process.env'));
    expect(readers).toEqual(['config.ts']);
  });

  it(
    'only `load`, the file of addresses, its build, the readers and the writer of GeoPackages ask the store to ' +
      'open something',
    () => {
      const openers = imports.filter(({ to, isType }) => to === 'store/open.ts' && !isType).map(({ from }) => from);
      expect(openers.sort()).toEqual([
        'address/file/open-file.ts',
        'address/file/street-groups.ts',
        'address/local/build.ts',
        'files/gis/read/read-geopackage.ts',
        'files/gis/write/write-geopackage.ts',
        'load.ts',
      ]);
    },
  );

  it.each([
    ['situation/situation.ts'],
    ['verdict.ts'],
    ['situation/lookup.ts'],
    ['situation/address-situation.ts'],
    ['streets/street-ledger.ts'],
  ])('nothing that %s runs touches a file, a database, a network or a clock', (start) => {
    const reached = runsWith(start);
    const opened = imports.filter(({ from, to, isType }) => reached.has(from) && !isType && DOORS.test(to));
    expect(opened).toEqual([]);
    const clocks = [...reached].filter((file) =>
      /Date\.now\(|new Date\(\)|performance\.now\(|Math\.random\(/.test(readFileSync(join(src, file), 'utf8')),
    );
    expect(clocks).toEqual([]);
  });
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

  it('have descriptive names', () => {
    const root = join(src, '..');
    const all = ['src', 'test', 'scripts', 'data'].flatMap((folder) => globSync(`${folder}/**/*`, { cwd: root }));
    expect(all.filter((path) => /(^|\/)(utils?|helpers?|common|misc|tools?|lib)(\/|\.|$)/.test(path))).toEqual([]);
  });
});
