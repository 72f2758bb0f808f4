/**
 * Bytes that threads share, lent and given back: a long run then leaves no garbage, which would be collected late, being outside
 * the engine's own memory, and with everybody waiting.
 */
export class Rooms {
  readonly #free: Uint8Array[] = [];

  /** A room of `length` bytes at least. What it holds is whatever was there before. */
  lend(length: number): Uint8Array {
    const fitting = this.#free.findIndex((room) => room.length >= length);
    return fitting < 0 ? newRoom(length) : this.#free.splice(fitting, 1)[0]!;
  }

  /** Takes back a room, whole or a part of it, that nobody reads any more. */
  giveBack(room: Uint8Array): void {
    this.#free.push(new Uint8Array(room.buffer));
  }
}

/** Copies `bytes` into `room`, or into a new one where it is too small; the part of it that holds them. */
export function putIn(room: Uint8Array, bytes: Uint8Array): Uint8Array {
  const enough = bytes.length <= room.length ? room : newRoom(bytes.length);
  enough.set(bytes);
  return enough.subarray(0, bytes.length);
}

/** Some more than is asked: the next piece is seldom of the same length. */
function newRoom(length: number): Uint8Array {
  return new Uint8Array(new SharedArrayBuffer(Math.ceil(length * 1.25)));
}
