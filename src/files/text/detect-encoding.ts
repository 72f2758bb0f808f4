import { isUtf8 } from 'node:buffer';
import { open } from 'node:fs/promises';
import type { Encoding } from './encoding.ts';

/**
 * Detects the encoding of a file from all its bytes. It is UTF-8 when it has at least as many UTF-8 sequences of
 * several bytes as invalid bytes, so that one invalid byte does not change the encoding of the file. Otherwise it is
 * windows-1252. A windows-1252 text almost never contains a valid UTF-8 sequence, which would be an accented capital
 * followed by a sign such as `©` or `»`.
 */
export function detectFileEncoding(path: string): Promise<DetectedEncoding> {
  return detectEncoding(() => wholeCharacters(path));
}

export interface DetectedEncoding {
  readonly encoding: Encoding;
  /** Whether some bytes are not UTF-8. */
  readonly hasStrays: boolean;
}

/**
 * Detects the encoding of bytes, by the rule of `detectFileEncoding`. `read` yields all the bytes at each call, in
 * pieces that do not split characters.
 */
export async function detectEncoding(read: () => AsyncIterable<Buffer>): Promise<DetectedEncoding> {
  let hasStrays = false;
  for await (const piece of read()) hasStrays ||= !isUtf8(piece);
  if (!hasStrays) return { encoding: 'utf-8', hasStrays };
  let [valid, stray] = [0, 0];
  for await (const piece of read()) {
    const counts = countUtf8(piece);
    valid += counts.valid;
    stray += counts.stray;
  }
  return { encoding: isMostlyUtf8({ valid, stray }) ? 'utf-8' : 'windows-1252', hasStrays };
}

/** Whether a text with these counts is read as UTF-8. */
export function isMostlyUtf8({ valid, stray }: Utf8Counts): boolean {
  return valid >= stray;
}

/** Numbers of UTF-8 sequences of several bytes, and of invalid sequences. A decoder returns one U+FFFD for each. */
export interface Utf8Counts {
  readonly valid: number;
  readonly stray: number;
}

/** Counts the UTF-8 sequences of several bytes, and the invalid ones. */
export function countUtf8(bytes: Uint8Array): Utf8Counts {
  let [valid, stray] = [0, 0];
  for (let at = 0; at < bytes.length; ) {
    const first = bytes[at]!;
    if (first < 0x80) {
      at++;
      continue;
    }
    const { length, isWhole } = sequenceAt(bytes, at, first);
    if (isWhole) valid++;
    else stray++;
    at += length;
  }
  return { valid, stray };
}

/** Returns the longest start of a well-formed sequence at `at` (Unicode 16, table 3-7), of at least one byte. */
function sequenceAt(bytes: Uint8Array, at: number, first: number): { length: number; isWhole: boolean } {
  const wanted = lengthFrom(first);
  let length = 1;
  while (length < wanted && isContinuation(bytes[at + length], length === 1 ? first : 0)) length++;
  return { length, isWhole: wanted > 1 && length === wanted };
}

function lengthFrom(first: number): number {
  if (first < 0xc2 || first > 0xf4) return 1;
  return first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}

/** Whether a byte may continue a sequence. After some first bytes, the second byte has a narrower range. */
function isContinuation(byte: number | undefined, first: number): boolean {
  if (byte === undefined) return false;
  const least = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
  const most = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
  return byte >= least && byte <= most;
}

/** Returns the length of the bytes without an incomplete UTF-8 sequence at their end. */
export function wholeLength(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back]!;
    if (byte >> 6 === 0b10) continue;
    return lengthFrom(byte) > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}

/** Returns the probable encoding of a text from its first bytes. */
export function encodingOfStart(start: Uint8Array): Encoding {
  return isMostlyUtf8(countUtf8(start.subarray(0, wholeLength(start)))) ? 'utf-8' : 'windows-1252';
}

/** Yields the bytes of a file, in pieces that do not split characters. */
async function* wholeCharacters(path: string): AsyncGenerator<Buffer> {
  const file = await open(path, 'r');
  try {
    const piece = Buffer.allocUnsafeSlow(PIECE);
    for (let kept = 0; ; ) {
      const { bytesRead } = await file.read(piece, kept, PIECE - kept);
      const bytes = piece.subarray(0, kept + bytesRead);
      if (bytesRead === 0) {
        if (kept > 0) yield bytes;
        return;
      }
      const length = wholeLength(bytes);
      yield bytes.subarray(0, length);
      piece.copyWithin(0, length, bytes.length);
      kept = bytes.length - length;
    }
  } finally {
    await file.close();
  }
}

const PIECE = 1 << 20;
