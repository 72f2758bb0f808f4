/**
 * The positions that come again and again, in a bounded memory: each position has one place of a few thousand, which it
 * shares with others, and whoever comes most often keeps it. A count is the least that can be said. Positions themselves are not
 * kept, only what they hash to.
 */
export class RepeatedPositions {
  readonly #hashes = new Float64Array(PLACES);
  readonly #counts = new Uint32Array(PLACES);
  readonly #rows = new Float64Array(PLACES);

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

  /** Those met at least `least` times, the most often met first: how often at least, and one row, the first since they are counted. */
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

/** 52 bits of the two numbers, well mixed. */
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
