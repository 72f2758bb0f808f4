/** A part of known height that is not divided. */
export interface Piece {
  readonly height: number;
  draw(x: number, y: number): void;
}

/** Pieces of one section, the first of them a heading; divided only with a minimum on either side. */
export interface Block {
  /** Points above it, except at the top of a column. */
  readonly gap: number;
  readonly pieces: readonly Piece[];
}

/** Pieces one under another, each with its offset. */
export type Column = readonly { readonly piece: Piece; readonly top: number }[];

/**
 * Distributes blocks over columns and pages, each `heights[i]` high (the last height for all following ones). The
 * columns of the last page have about the same length.
 */
export function setInColumns(blocks: readonly Block[], count: number, heights: readonly number[]): Page[] {
  const pages: Page[] = [];
  let rest = blocks;
  while (rest.length > 0) {
    const height = heights[pages.length] ?? heights.at(-1)!;
    const full = fill(rest, count, height);
    if (full.rest.length > 0) {
      // A first page may have no space left; any other takes at least one piece.
      pages.push({ columns: full.columns, height });
      rest = full.rest;
      continue;
    }
    pages.push(balanced(rest, count, height));
    break;
  }
  return pages;
}

export interface Page {
  readonly columns: readonly Column[];
  /** Height of its longest column. */
  readonly height: number;
}

function balanced(blocks: readonly Block[], count: number, most: number): Page {
  for (let height = MOST_LEVEL; height < most; height += STEP) {
    const { columns, rest } = fill(blocks, count, height);
    if (rest.length === 0) return { columns, height: heightOf(columns) };
  }
  const { columns } = fill(blocks, count, most);
  return { columns, height: heightOf(columns) };
}

const MOST_LEVEL = 8;
const STEP = 4;

function heightOf(columns: readonly Column[]): number {
  return Math.max(0, ...columns.flat().map(({ piece, top }) => top + piece.height));
}

function fill(blocks: readonly Block[], count: number, height: number): { columns: Column[]; rest: readonly Block[] } {
  const columns: Column[] = [];
  let rest = blocks;
  while (columns.length < count && rest.length > 0) {
    const { column, rest: after } = fillOne(rest, height);
    columns.push(column);
    rest = after;
  }
  return { columns, rest };
}

function fillOne(blocks: readonly Block[], height: number): { column: Column; rest: readonly Block[] } {
  const column: { piece: Piece; top: number }[] = [];
  let used = 0;
  for (const [i, { gap, pieces }] of blocks.entries()) {
    let bottom = used + (column.length === 0 ? 0 : gap);
    const tops: number[] = [];
    for (const piece of pieces) {
      if (bottom + piece.height > height) break;
      tops.push(bottom);
      bottom += piece.height;
    }
    const isWhole = tops.length === pieces.length;
    let count = isWhole ? tops.length : Math.min(tops.length, pieces.length - LAST);
    if (!isWhole && count < FIRST) {
      // A piece that is too tall for any page is drawn nevertheless.
      count = column.length === 0 && height >= TALLEST ? Math.max(1, tops.length) : 0;
    }
    for (const [j, piece] of pieces.slice(0, count).entries()) column.push({ piece, top: tops[j] ?? 0 });
    if (count < pieces.length) {
      return { column, rest: [{ gap, pieces: pieces.slice(count) }, ...blocks.slice(i + 1)] };
    }
    used = bottom;
  }
  return { column, rest: [] };
}

/** A divided block leaves at least `FIRST` pieces behind, and moves at least `LAST`. */
const FIRST = 2;
const LAST = 2;
/** A column of at least this height takes a taller piece too: no page has more space. */
const TALLEST = 500;
