import { quoted } from '../../../store/identifier.ts';
import type { Database, Statement } from '../../../store/open.ts';

/**
 * The spatial index of a GeoPackage layer that is being filled (extension gpkg_rtree_index, OGC 12-128r17, annex F.3).
 * Its R-tree is packed (Leutenegger, Lopez and Edgington 1997, sort-tile-recursive), and its nodes have SQLite's own
 * format (sqlite.org, rtree.c). Inserting a million boxes one by one takes SQLite six to nine seconds; this takes half
 * a second. A million boxes are held at a time.
 */
export class GeoPackageIndex {
  readonly #database: Database;
  readonly #layer: IndexedLayer;
  readonly #insertNode: Statement;
  readonly #insertRow: Statement;
  readonly #insertParent: Statement;
  readonly #ids = new BigInt64Array(CHUNK);
  readonly #boxes = new Boxes(CHUNK);
  /** The nodes without a parent yet, numbered from 2; the root is number 1. */
  #level = new Boxes(64);
  #firstOfLevel = 2;
  #nodes = 1;

  constructor(database: Database, layer: IndexedLayer) {
    this.#database = database;
    this.#layer = layer;
    const index = indexName(layer);
    database.exec(`${EXTENSIONS}; CREATE VIRTUAL TABLE ${quoted(index)} USING rtree(id, minx, maxx, miny, maxy)`);
    database
      .prepare('INSERT INTO gpkg_extensions VALUES (?, ?, ?, ?, ?)')
      .run(layer.table, layer.geometry, 'gpkg_rtree_index', DEFINITION, 'write-only');
    // The shadow tables of a virtual table are otherwise read-only.
    database.unsafeMode(true);
    this.#insertNode = database.prepare(`INSERT OR REPLACE INTO ${quoted(`${index}_node`)} VALUES (?, ?)`);
    this.#insertRow = database.prepare(`INSERT INTO ${quoted(`${index}_rowid`)} VALUES (?, ?)`);
    this.#insertParent = database.prepare(`INSERT INTO ${quoted(`${index}_parent`)} VALUES (?, ?)`);
  }

  /**
   * Adds the bounding box (west, south, east, north, in the layer's system) of the feature with this key. A box beyond
   * single precision, or with NaN, is in no window and is left out.
   */
  add(id: bigint, box: readonly number[]): void {
    if (!box.every((edge) => Math.abs(edge) < GREATEST)) return;
    const [west, south, east, north] = box;
    if (this.#boxes.count === CHUNK) this.#writeLeaves();
    this.#ids[this.#boxes.count] = id;
    this.#boxes.add(west!, south!, east!, north!);
  }

  /**
   * Writes the remaining nodes, and the triggers that keep the index up to date when another program edits the layer.
   */
  end(): void {
    if (this.#nodes === 1 && this.#boxes.count <= CELLS) this.#writeOnlyNode();
    else {
      this.#writeLeaves();
      this.#writeLevels();
    }
    this.#database.unsafeMode(false);
    this.#database.exec(triggersOf(this.#layer));
  }

  /**
   * Writes a root that holds all the boxes. SQLite reports a root with one child as damaged once that child is emptied.
   */
  #writeOnlyNode(): void {
    const cells = this.#boxes.all;
    this.#writeLeaf(1, cells);
    for (const i of cells) this.#insertRow.run(this.#ids[i]!, 1);
  }

  #writeLeaf(node: number, cells: Uint32Array): void {
    this.#insertNode.run(
      node,
      nodeOf(0, cells, (i) => this.#ids[i]!, this.#boxes),
    );
  }

  #writeLeaves(): void {
    const leafOf = new Uint32Array(this.#boxes.count);
    for (const cells of this.#boxes.packed()) {
      const node = ++this.#nodes;
      for (const i of cells) leafOf[i] = node;
      this.#writeLeaf(node, cells);
      this.#level.addBoxOf(this.#boxes, cells);
    }
    // In the order of the features, which is that of the table's pages.
    for (const [i, node] of leafOf.entries()) this.#insertRow.run(this.#ids[i]!, node);
    this.#boxes.clear();
  }

  #writeLevels(): void {
    let depth = 1;
    for (; this.#level.count > CELLS; depth++) {
      const [below, firstBelow] = [this.#level, this.#firstOfLevel];
      this.#level = new Boxes(64);
      this.#firstOfLevel = this.#nodes + 1;
      for (const cells of below.packed()) {
        this.#writeParent(++this.#nodes, 0, cells, below, firstBelow);
        this.#level.addBoxOf(below, cells);
      }
    }
    this.#writeParent(1, depth, this.#level.all, this.#level, this.#firstOfLevel);
  }

  #writeParent(node: number, depth: number, cells: Uint32Array, below: Boxes, first: number) {
    this.#insertNode.run(
      node,
      nodeOf(depth, cells, (i) => BigInt(first + i), below),
    );
    for (const i of cells) this.#insertParent.run(first + i, node);
  }
}

export interface IndexedLayer {
  readonly table: string;
  readonly geometry: string;
  /** The whole-number column that identifies each feature. */
  readonly key: string;
}

/** The largest coordinate in single precision, with a margin for rounding. */
const GREATEST = 3e38;
/** The number of features whose boxes are sorted together. */
const CHUNK = 1 << 20;
/** Boxes in a node, and its bytes: SQLite's values for two dimensions of floats in pages of 4 096 bytes. */
const CELLS = 51;
const NODE_BYTES = 4 + CELLS * 24;

const DEFINITION = 'http://www.geopackage.org/spec120/#extension_rtree';

const EXTENSIONS = `CREATE TABLE IF NOT EXISTS gpkg_extensions (
  table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL, definition TEXT NOT NULL, scope TEXT NOT NULL,
  CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name))`;

/** Bounding boxes as single-precision floats, rounded outwards. */
class Boxes {
  count = 0;
  #edges: Float32Array;

  constructor(room: number) {
    this.#edges = new Float32Array(room * 4);
  }

  add(west: number, south: number, east: number, north: number): void {
    const at = this.count++ * 4;
    if (at === this.#edges.length) {
      const grown = new Float32Array(at * 2);
      grown.set(this.#edges);
      this.#edges = grown;
    }
    this.#edges[at] = below(west);
    this.#edges[at + 1] = above(east);
    this.#edges[at + 2] = below(south);
    this.#edges[at + 3] = above(north);
  }

  /** Adds the bounding box of those boxes of `others` that `which` lists. */
  addBoxOf(others: Boxes, which: Iterable<number>): void {
    const [inf, minusInf] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    let [west, east, south, north] = [inf, minusInf, inf, minusInf];
    for (const i of which) {
      west = Math.min(west, others.edge(i, 0));
      east = Math.max(east, others.edge(i, 1));
      south = Math.min(south, others.edge(i, 2));
      north = Math.max(north, others.edge(i, 3));
    }
    this.add(west, south, east, north);
  }

  /** Returns an edge of a box: west, east, south or north, in the order of a node. */
  edge(box: number, which: number): number {
    return this.#edges[box * 4 + which]!;
  }

  /** The numbers of all boxes. */
  get all(): Uint32Array {
    return Uint32Array.from({ length: this.count }, (_, i) => i);
  }

  clear(): void {
    this.count = 0;
  }

  /** Groups all boxes into nodes: columns from west to east, each cut from south to north. */
  *packed(): Generator<Uint32Array> {
    const nodes = Math.ceil(this.count / CELLS);
    const column = Math.ceil(Math.sqrt(nodes)) * CELLS;
    const eastwards = this.#sorted(this.all, 0);
    for (let start = 0; start < this.count; start += column) {
      const northwards = this.#sorted(eastwards.subarray(start, start + column), 2);
      for (let at = 0; at < northwards.length; at += CELLS) yield northwards.subarray(at, at + CELLS);
    }
  }

  /**
   * Sorts by the middle of two edges. Each sorted number combines the rank of the middle and the box, which needs no
   * compare function.
   */
  #sorted(boxes: Uint32Array, edge: 0 | 2): Uint32Array {
    const middle = (box: number) => this.edge(box, edge) + this.edge(box, edge + 1);
    let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const box of boxes) {
      least = Math.min(least, middle(box));
      most = Math.max(most, middle(box));
    }
    const scale = most > least ? (RANKS - 1) / (most - least) : 0;
    const keys = new Float64Array(boxes.length);
    for (const [i, box] of boxes.entries()) keys[i] = Math.floor((middle(box) - least) * scale) * MOST_BOXES + box;
    keys.sort();
    return Uint32Array.from(keys, (key) => key % MOST_BOXES);
  }
}

/** Their product is within the integers that a double holds exactly. */
const RANKS = 2 ** 21;
const MOST_BOXES = 2 ** 32;

/** A node: depth (for the root only), number of boxes, then for each its id, west, east, south, north; big-endian. */
function nodeOf(depth: number, cells: Uint32Array, idOf: (i: number) => bigint, boxes: Boxes) {
  const node = Buffer.alloc(NODE_BYTES);
  node.writeUInt16BE(depth, 0);
  node.writeUInt16BE(cells.length, 2);
  let at = 4;
  for (const i of cells) {
    at = node.writeBigInt64BE(idOf(i), at);
    for (let edge = 0; edge < 4; edge++) at = node.writeFloatBE(boxes.edge(i, edge), at);
  }
  return node;
}

/** A float not above `value`: the nearest one, or the one below it. */
function below(value: number): number {
  const float = Math.fround(value);
  return float > value ? Math.fround(float - Math.max(Math.abs(float) * 2 ** -23, 2 ** -149)) : float;
}

function above(value: number): number {
  return -below(-value);
}

/** The triggers of the extension, which use functions of the editing program. */
function triggersOf(layer: IndexedLayer): string {
  const [table, column, key] = [layer.table, layer.geometry, layer.key].map(quoted);
  const name = indexName(layer);
  const index = quoted(name);
  const isDrawn = `NEW.${column} NOTNULL AND NOT ST_IsEmpty(NEW.${column})`;
  const isEmpty = `NEW.${column} ISNULL OR ST_IsEmpty(NEW.${column})`;
  const put =
    `INSERT OR REPLACE INTO ${index} VALUES (NEW.${key}, ST_MinX(NEW.${column}), ST_MaxX(NEW.${column}), ` +
    `ST_MinY(NEW.${column}), ST_MaxY(NEW.${column}));`;
  const remove = `DELETE FROM ${index} WHERE id = OLD.${key};`;
  const triggers = [
    ['insert', 'INSERT', isDrawn, put],
    ['update1', `UPDATE OF ${column}`, `OLD.${key} = NEW.${key} AND (${isDrawn})`, put],
    ['update2', `UPDATE OF ${column}`, `OLD.${key} = NEW.${key} AND (${isEmpty})`, remove],
    ['update3', 'UPDATE', `OLD.${key} != NEW.${key} AND (${isDrawn})`, `${remove} ${put}`],
    [
      'update4',
      'UPDATE',
      `OLD.${key} != NEW.${key} AND (${isEmpty})`,
      `DELETE FROM ${index} WHERE id IN (OLD.${key}, NEW.${key});`,
    ],
    ['delete', 'DELETE', `OLD.${column} NOTNULL`, remove],
  ];
  return triggers
    .map(
      ([suffix, event, when, what]) =>
        `CREATE TRIGGER ${quoted(`${name}_${suffix}`)} AFTER ${event} ON ${table} WHEN ${when} BEGIN ${what} END;`,
    )
    .join('\n');
}

function indexName({ table, geometry }: IndexedLayer): string {
  return `rtree_${table}_${geometry}`;
}
