/**
 * Finds positions that occur often, in bounded memory. Each position has one of a few thousand slots, shared with
 * others, and the most frequent one keeps the slot. A count is a lower bound. Only hashes of positions are stored.
 */
export class RepeatedPositions {
  readonly #hashes = new Float64Array(PLACES);
  readonly #counts = new Uint32Array(PLACES);
  readonly #rows = new Float64Array(PLACES);

  /** Counts a position in WGS84 degrees, with the number of its row. */
  add(lon: number, lat: number, row: number): void {
    this.#add(hashOf(lon, lat), 1, row);
  }

  #add(hash: number, count: number, row: number): void {
    const place = hash % PLACES;
    const held = this.#counts[place]!;
    if (this.#hashes[place] === hash && held > 0) {
      this.#counts[place] = held + count;
    } else if (held >= count) {
      this.#counts[place] = held - count;
    } else {
      this.#hashes[place] = hash;
      this.#counts[place] = count - held;
      this.#rows[place] = row;
    }
  }

  /**
   * Returns those that occur at least `least` times, the most frequent first, with a lower bound of their count and the
   * row from which they were counted.
   */
  found(least: number): { readonly count: number; readonly row: number }[] {
    const found: { count: number; row: number }[] = [];
    this.#counts.forEach((count, place) => {
      if (count >= least) found.push({ count, row: this.#rows[place]! });
    });
    return found.sort((a, b) => b.count - a.count || a.row - b.row);
  }

  toJSON(): readonly number[] {
    const kept: number[] = [];
    this.#counts.forEach((count, place) => {
      if (count > 0) kept.push(this.#hashes[place]!, count, this.#rows[place]!);
    });
    return kept;
  }

  static from(kept: readonly number[]): RepeatedPositions {
    const repeated = new RepeatedPositions();
    for (let i = 0; i < kept.length; i += 3) repeated.#add(kept[i]!, kept[i + 1]!, kept[i + 2]!);
    return repeated;
  }
}

const PLACES = 4096;

const degrees = new Float64Array(2);
const words = new Uint32Array(degrees.buffer);

/** 52 well-mixed bits of the two numbers. */
function hashOf(lon: number, lat: number): number {
  degrees[0] = lon;
  degrees[1] = lat;
  let a = 0x9e3779b9 | 0;
  let b = 0x85ebca6b | 0;
  for (let i = 0; i < 4; i++) {
    a = Math.imul(a ^ words[i]!, 0xcc9e2d51);
    a ^= a >>> 15;
    b = Math.imul(b ^ words[i]!, 0x1b873593) + a;
    b ^= b >>> 13;
  }
  a = Math.imul(a ^ (b >>> 16), 0xc2b2ae35);
  a ^= a >>> 16;
  return (a >>> 0) * 2 ** 20 + (b & 0xfffff);
}
