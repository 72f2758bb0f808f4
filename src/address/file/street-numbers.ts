import type { PositionType } from '../candidate.ts';

/* The numbers of a street as bytes: 16 for each where seven decimals of a degree are enough, else 32. */

/** A number of a street, at one position. */
export interface NumberAt {
  readonly number: number;
  /** Empty for none. */
  readonly suffix: string;
  readonly position: PositionType;
  readonly lon: number;
  readonly lat: number;
  /** Ground metres. */
  readonly uncertainty: number;
}

/** Returns numbers as bytes, in the order given. `decodeNumbers` gives the same numbers. */
export function encodeNumbers(numbers: readonly NumberAt[]): Buffer {
  const suffixes = [...new Set(numbers.map(({ suffix }) => suffix))];
  const isCompact =
    suffixes.length <= 256 &&
    numbers.every(({ number, lon, lat }) => number < 2 ** 32 && isSevenDecimals(lon) && isSevenDecimals(lat));
  const size = isCompact ? COMPACT : WIDE;
  const texts = Buffer.from(JSON.stringify(suffixes));
  const bytes = Buffer.alloc(HEAD + numbers.length * size + texts.length);
  bytes.writeUInt32LE(numbers.length, 0);
  bytes.writeUInt8(isCompact ? 1 : 0, 4);
  numbers.forEach(({ number, suffix, position, lon, lat, uncertainty }, i) => {
    const at = HEAD + i * size;
    bytes.writeUInt8(positions.indexOf(position), at);
    bytes.writeUInt16LE(uncertainty, at + 2);
    if (isCompact) {
      bytes.writeUInt8(suffixes.indexOf(suffix), at + 1);
      bytes.writeUInt32LE(number, at + 4);
      bytes.writeInt32LE(Math.round(lon * SCALE), at + 8);
      bytes.writeInt32LE(Math.round(lat * SCALE), at + 12);
    } else {
      bytes.writeUInt32LE(suffixes.indexOf(suffix), at + 4);
      bytes.writeDoubleLE(number, at + 8);
      bytes.writeDoubleLE(lon, at + 16);
      bytes.writeDoubleLE(lat, at + 24);
    }
  });
  texts.copy(bytes, HEAD + numbers.length * size);
  return bytes;
}

export function decodeNumbers(bytes: Buffer): NumberAt[] {
  const count = bytes.readUInt32LE(0);
  const isCompact = bytes.readUInt8(4) === 1;
  const size = isCompact ? COMPACT : WIDE;
  const suffixes = JSON.parse(bytes.toString('utf8', HEAD + count * size)) as string[];
  return Array.from({ length: count }, (_, i): NumberAt => {
    const at = HEAD + i * size;
    const [position, uncertainty] = [positions[bytes.readUInt8(at)]!, bytes.readUInt16LE(at + 2)];
    if (isCompact) {
      const [suffix, number] = [suffixes[bytes.readUInt8(at + 1)]!, bytes.readUInt32LE(at + 4)];
      const [lon, lat] = [bytes.readInt32LE(at + 8) / SCALE, bytes.readInt32LE(at + 12) / SCALE];
      return { number, suffix, position, lon, lat, uncertainty };
    }
    const [suffix, number] = [suffixes[bytes.readUInt32LE(at + 4)]!, bytes.readDoubleLE(at + 8)];
    return {
      number,
      suffix,
      position,
      lon: bytes.readDoubleLE(at + 16),
      lat: bytes.readDoubleLE(at + 24),
      uncertainty,
    };
  });
}

/** Whether a coordinate is the same number once it was written with seven decimals. */
function isSevenDecimals(degrees: number): boolean {
  return Math.round(degrees * SCALE) / SCALE === degrees;
}

const SCALE = 1e7;
const HEAD = 8;
const COMPACT = 16;
const WIDE = 32;

/** The order is part of the format of the file. */
const positions: readonly PositionType[] = [
  ...(['entrance', 'delivery', 'building', 'stairwell', 'dwelling', 'parcel', 'segment', 'utility'] as const),
  ...(['unknown', 'interpolated', 'street', 'locality', 'municipality'] as const),
];
