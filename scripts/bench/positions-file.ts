import { createWriteStream } from 'node:fs';

/**
 * Writes the positions to a CSV file `id,lon,lat`, with six decimals; with a fourth column `share` of hundredths, from
 * 0 to 1, when `withShares` is true.
 */
export async function writePositions(path: string, { lons, lats }: Positions, withShares = false): Promise<void> {
  const stream = createWriteStream(path);
  stream.write(withShares ? HEADER.replace('\n', ',share\n') : HEADER);
  for (let from = 0; from < lons.length; from += 50_000) {
    let lines = '';
    for (let i = from; i < Math.min(lons.length, from + 50_000); i++) {
      const share = withShares ? `,${((i * 37) % 101) / 100}` : '';
      lines += `${i},${lons[i]!.toFixed(6)},${lats[i]!.toFixed(6)}${share}\n`;
    }
    if (!stream.write(lines)) await new Promise<void>((resolve) => stream.once('drain', () => resolve()));
  }
  await new Promise<void>((resolve) => stream.end(() => resolve()));
}

export const HEADER = 'id,lon,lat\n';

interface Positions {
  readonly lons: Float64Array;
  readonly lats: Float64Array;
}
