import { createHash } from 'node:crypto';
import type { MultiPolygon } from '../geo/polygon.ts';
import type { Database } from '../store/open.ts';
import type { Coverage, Kind, Perimeter, PerimeterStatus } from './zone.ts';

/** The data of an answer never changes, even if later code has a bug, so that the answer can be replayed. */
function appendOnly(tables: readonly string[]): string {
  return tables
    .flatMap((table) =>
      ['UPDATE', 'DELETE'].map(
        (verb) =>
          `CREATE TRIGGER no_${verb}_of_${table} BEFORE ${verb} ON ${table} BEGIN SELECT RAISE (ABORT, ` +
          `'${table} is append-only'); END;`,
      ),
    )
    .join('\n');
}

const FIRST_TABLES = [
  'version',
  'perimeter',
  'version_perimeter',
  'version_coverage',
  'contours',
  'contour',
  'version_contours',
];

/**
 * The tables of perimeters, which are kept for ever. An import appends a version and makes it current in one
 * transaction; earlier versions stay readable. A version is complete: it has every perimeter, coverage and contour in
 * force in it.
 */
export const migrations = [
  `
  CREATE TABLE version (
    id TEXT PRIMARY KEY,
    created_at TEXT NOT NULL,
    origin TEXT NOT NULL CHECK (origin IN ('shipped', 'import')),
    summary TEXT NOT NULL
  );
  CREATE TABLE current (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    version TEXT NOT NULL REFERENCES version (id)
  );
  CREATE TABLE perimeter (
    id INTEGER PRIMARY KEY,
    zone TEXT NOT NULL,
    generation TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('qpv', 'qic')),
    name TEXT NOT NULL,
    communes TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('official', 'indicative')),
    precision REAL NOT NULL CHECK (precision >= 0),
    source TEXT NOT NULL,
    licence TEXT NOT NULL,
    checksum TEXT NOT NULL,
    geometry TEXT NOT NULL
  );
  CREATE TABLE version_perimeter (
    version TEXT NOT NULL REFERENCES version (id),
    perimeter INTEGER NOT NULL REFERENCES perimeter (id),
    PRIMARY KEY (version, perimeter)
  ) WITHOUT ROWID;
  CREATE TABLE version_coverage (
    version TEXT NOT NULL REFERENCES version (id),
    generation TEXT NOT NULL,
    kind TEXT NOT NULL,
    coverage TEXT NOT NULL,
    PRIMARY KEY (version, generation, kind)
  ) WITHOUT ROWID;
  CREATE TABLE contours (
    id INTEGER PRIMARY KEY,
    precision REAL NOT NULL,
    source TEXT NOT NULL,
    licence TEXT NOT NULL
  );
  CREATE TABLE contour (
    contours INTEGER NOT NULL REFERENCES contours (id),
    citycode TEXT NOT NULL,
    name TEXT NOT NULL,
    agglomeration INTEGER NOT NULL CHECK (agglomeration IN (0, 1)),
    geometry TEXT NOT NULL,
    PRIMARY KEY (contours, citycode)
  ) WITHOUT ROWID;
  CREATE TABLE version_contours (
    version TEXT PRIMARY KEY REFERENCES version (id),
    contours INTEGER NOT NULL REFERENCES contours (id)
  ) WITHOUT ROWID;
  ${appendOnly(FIRST_TABLES)}
  `,
  // Checksum of the whole content of a version. Versions of earlier releases get it when they are first read.
  `
  CREATE TABLE version_checksum (
    version TEXT PRIMARY KEY REFERENCES version (id),
    checksum TEXT NOT NULL
  ) WITHOUT ROWID;
  ${appendOnly(['version_checksum'])}
  `,
];

/** A stored perimeter, with the name and communes of its file. Those of the registry are used when it has the zone. */
export interface StoredPerimeter extends Perimeter {
  readonly zone: string;
  readonly generation: string;
  readonly kind: Kind;
  readonly name: string;
  readonly communes: readonly string[];
  readonly status: Exclude<PerimeterStatus, 'missing'>;
  readonly geometry: MultiPolygon;
}

export interface StoredCoverage {
  readonly generation: string;
  readonly kind: Kind;
  readonly coverage: Coverage;
}

/** The contours of communes, from one source. */
export interface Contours {
  readonly precision: number;
  readonly source: string;
  readonly licence: string;
  readonly communes: readonly CommuneContour[];
}

export interface CommuneContour {
  readonly citycode: string;
  readonly name: string;
  /** Whether the commune belongs to the agglomeration. */
  readonly agglomeration: boolean;
  readonly geometry: MultiPolygon;
}

/** The whole content of a version. */
export interface Snapshot {
  readonly version: string;
  readonly perimeters: readonly StoredPerimeter[];
  /** Coverages that replace those of the registry. */
  readonly coverages: readonly StoredCoverage[];
  readonly contours: Contours | null;
}

/** The differences between a new version and the one it follows. */
export interface Change {
  readonly perimeters?: readonly StoredPerimeter[];
  /** Zones whose perimeter is withdrawn, by generation and id. */
  readonly withdrawn?: readonly { readonly generation: string; readonly zone: string }[];
  readonly coverages?: readonly StoredCoverage[];
  readonly contours?: Contours;
}

export interface VersionSummary {
  readonly id: string;
  readonly createdAt: string;
  readonly origin: 'shipped' | 'import';
  readonly summary: string;
  readonly isCurrent: boolean;
}

/** Returns the SHA-256 of a geometry as stored, in hexadecimal. */
export function checksumOf(geometry: MultiPolygon): string {
  return createHash('sha256').update(JSON.stringify(geometry)).digest('hex');
}

/** The rows of a version, as they are stored. */
interface StoredRows {
  readonly perimeters: readonly (Omit<StoredPerimeter, 'communes' | 'geometry'> & {
    communes: string;
    geometry: string;
  })[];
  readonly coverages: readonly { generation: string; kind: Kind; coverage: string }[];
  readonly contours: { precision: number; source: string; licence: string } | null;
  readonly communes: readonly { citycode: string; name: string; agglomeration: number; geometry: string }[];
}

/** The SHA-256 of rows, in hexadecimal. The geometries of perimeters count by their own checksums. */
function checksumOfRows({ perimeters, communes, ...others }: StoredRows): string {
  const hash = createHash('sha256').update(JSON.stringify(others));
  for (const { geometry: _, ...row } of perimeters) hash.update(JSON.stringify(row));
  for (const row of communes) hash.update(JSON.stringify(row));
  return hash.digest('hex');
}

export class Versions {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Returns the id of the current version; null before the first one. */
  current(): string | null {
    const row = this.#database.prepare('SELECT version FROM current').get() as { version: string } | undefined;
    return row?.version ?? null;
  }

  /** Returns every version, the newest first. */
  list(): VersionSummary[] {
    const rows = this.#database
      .prepare(
        `SELECT id, created_at AS createdAt, origin, summary, id = (SELECT version FROM current) AS isCurrent
         FROM version ORDER BY rowid DESC`,
      )
      .all() as (Omit<VersionSummary, 'isCurrent'> & { isCurrent: number })[];
    return rows.map((row) => ({ ...row, isCurrent: row.isCurrent === 1 }));
  }

  has(version: string): boolean {
    return this.#database.prepare('SELECT 1 FROM version WHERE id = ?').get(version) !== undefined;
  }

  /** Makes an earlier version current. Throws for an unknown one. */
  use(version: string): void {
    if (!this.has(version))
      throw new Error(`il n’y a pas de version ${version} des périmètres : « perimetre zones versions » les liste`);
    this.#database.prepare('INSERT OR REPLACE INTO current (only, version) VALUES (1, ?)').run(version);
  }

  /**
   * Stores the version `id`: the content of `base` (nothing when null) with `change` applied. Makes it current when
   * asked. Calls `check` on the result first; when it throws, nothing is stored.
   */
  append(
    version: { id: string; origin: 'shipped' | 'import'; summary: string; base: string | null; makeCurrent: boolean },
    change: Change,
    check: (snapshot: Snapshot) => void = () => {},
  ): void {
    const { id, origin, summary, base, makeCurrent } = version;
    this.#database
      .transaction(() => {
        this.#database
          .prepare('INSERT INTO version (id, created_at, origin, summary) VALUES (?, ?, ?, ?)')
          .run(id, new Date().toISOString(), origin, summary);
        this.#carryOver(id, base, change);
        this.#insert(id, change);
        check(this.read(id));
        if (makeCurrent) this.use(id);
      })
      .immediate();
  }

  /** Runs `work` in one write transaction, and rolls it back when it throws. */
  exclusively<T>(work: () => T): T {
    return this.#database.transaction(work).immediate();
  }

  /** Returns a free id for a version made on `day` (`YYYY-MM-DD`): the day and a number. */
  nextId(day: string): string {
    const rows = this.#database.prepare("SELECT id FROM version WHERE id LIKE ? || '.%'").all(day) as { id: string }[];
    const numbers = rows.map(({ id }) => Number(id.slice(day.length + 1))).filter(Number.isInteger);
    return `${day}.${Math.max(0, ...numbers) + 1}`;
  }

  /**
   * Returns the content of a version. Throws when it does not exist, and when anything in it changed since it was
   * stored.
   */
  read(version: string): Snapshot {
    if (!this.has(version))
      throw new Error(`il n’y a pas de version ${version} des périmètres : « perimetre zones versions » les liste`);
    const rows = this.#rowsOf(version);
    this.#check(version, checksumOfRows(rows));
    return {
      version,
      perimeters: rows.perimeters.map((row): StoredPerimeter => {
        const checksum = createHash('sha256').update(row.geometry).digest('hex');
        if (checksum !== row.checksum) {
          throw new Error(
            `le périmètre de ${row.zone} (${row.generation}) est abîmé : sa somme de contrôle ne correspond pas`,
          );
        }
        return { ...row, communes: JSON.parse(row.communes), geometry: JSON.parse(row.geometry) };
      }),
      coverages: rows.coverages.map((row) => ({ ...row, coverage: JSON.parse(row.coverage) as Coverage })),
      contours: rows.contours && {
        ...rows.contours,
        communes: rows.communes.map((row) => ({
          ...row,
          agglomeration: row.agglomeration === 1,
          geometry: JSON.parse(row.geometry) as MultiPolygon,
        })),
      },
    };
  }

  #rowsOf(version: string): StoredRows {
    const perimeters = this.#database
      .prepare(
        `SELECT zone, generation, kind, name, communes, status, precision, source, licence, checksum, geometry
         FROM perimeter JOIN version_perimeter ON perimeter.id = version_perimeter.perimeter
         WHERE version_perimeter.version = ? ORDER BY generation, kind, zone`,
      )
      .all(version) as StoredRows['perimeters'];
    const coverages = this.#database
      .prepare('SELECT generation, kind, coverage FROM version_coverage WHERE version = ? ORDER BY generation, kind')
      .all(version) as StoredRows['coverages'];
    const set = this.#database.prepare('SELECT contours FROM version_contours WHERE version = ?').pluck().get(version);
    if (set === undefined) return { perimeters, coverages, contours: null, communes: [] };
    const contours = this.#database
      .prepare('SELECT precision, source, licence FROM contours WHERE id = ?')
      .get(set) as StoredRows['contours'];
    const communes = this.#database
      .prepare('SELECT citycode, name, agglomeration, geometry FROM contour WHERE contours = ? ORDER BY citycode')
      .all(set) as StoredRows['communes'];
    return { perimeters, coverages, contours: contours ?? null, communes };
  }

  #check(version: string, checksum: string): void {
    const stored = this.#database
      .prepare('SELECT checksum FROM version_checksum WHERE version = ?')
      .pluck()
      .get(version) as string | undefined;
    if (stored === undefined) {
      this.#database.prepare('INSERT OR IGNORE INTO version_checksum VALUES (?, ?)').run(version, checksum);
    } else if (stored !== checksum) {
      throw new Error(`la version ${version} des périmètres est abîmée : sa somme de contrôle ne correspond pas`);
    }
  }

  /** Copies from `base` everything that `change` does not replace. */
  #carryOver(id: string, base: string | null, change: Change): void {
    if (base === null) return;
    const keyOf = (kept: { generation: string; zone?: string; kind?: string }) =>
      `${kept.generation} ${kept.zone ?? kept.kind}`;
    const replaced = new Set([...(change.withdrawn ?? []), ...(change.perimeters ?? [])].map(keyOf));
    const perimeters = this.#database
      .prepare(
        `SELECT id, generation, zone FROM perimeter
         JOIN version_perimeter ON perimeter.id = version_perimeter.perimeter WHERE version = ?`,
      )
      .all(base) as { id: number; generation: string; zone: string }[];
    const member = this.#database.prepare('INSERT INTO version_perimeter (version, perimeter) VALUES (?, ?)');
    for (const perimeter of perimeters) if (!replaced.has(keyOf(perimeter))) member.run(id, perimeter.id);

    const restated = new Set((change.coverages ?? []).map(({ generation, kind }) => keyOf({ generation, kind })));
    const coverages = this.#database
      .prepare('SELECT generation, kind, coverage FROM version_coverage WHERE version = ?')
      .all(base) as { generation: string; kind: string; coverage: string }[];
    const coverage = this.#database.prepare('INSERT INTO version_coverage VALUES (?, ?, ?, ?)');
    for (const c of coverages) if (!restated.has(keyOf(c))) coverage.run(id, c.generation, c.kind, c.coverage);

    if (change.contours) return;
    this.#database
      .prepare('INSERT INTO version_contours SELECT ?, contours FROM version_contours WHERE version = ?')
      .run(id, base);
  }

  #insert(id: string, change: Change): void {
    const perimeter = this.#database.prepare(
      `INSERT INTO perimeter
         (zone, generation, kind, name, communes, status, precision, source, licence, checksum, geometry)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    const member = this.#database.prepare('INSERT INTO version_perimeter (version, perimeter) VALUES (?, ?)');
    for (const p of change.perimeters ?? []) {
      const geometry = JSON.stringify(p.geometry);
      const { lastInsertRowid } = perimeter.run(
        p.zone,
        p.generation,
        p.kind,
        p.name,
        JSON.stringify(p.communes),
        p.status,
        p.precision,
        p.source,
        p.licence,
        createHash('sha256').update(geometry).digest('hex'),
        geometry,
      );
      member.run(id, lastInsertRowid);
    }
    const coverage = this.#database.prepare(
      'INSERT INTO version_coverage (version, generation, kind, coverage) VALUES (?, ?, ?, ?)',
    );
    for (const c of change.coverages ?? []) coverage.run(id, c.generation, c.kind, JSON.stringify(c.coverage));
    if (change.contours) this.#insertContours(id, change.contours);
  }

  #insertContours(id: string, contours: Contours): void {
    const { lastInsertRowid } = this.#database
      .prepare('INSERT INTO contours (precision, source, licence) VALUES (?, ?, ?)')
      .run(contours.precision, contours.source, contours.licence);
    const contour = this.#database.prepare(
      'INSERT INTO contour (contours, citycode, name, agglomeration, geometry) VALUES (?, ?, ?, ?, ?)',
    );
    for (const { citycode, name, agglomeration, geometry } of contours.communes) {
      contour.run(lastInsertRowid, citycode, name, agglomeration ? 1 : 0, JSON.stringify(geometry));
    }
    this.#database.prepare('INSERT INTO version_contours (version, contours) VALUES (?, ?)').run(id, lastInsertRowid);
  }
}
