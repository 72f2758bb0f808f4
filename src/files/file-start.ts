import { closeSync, openSync, readSync } from 'node:fs';

/** Returns the first `length` bytes of a file, or all of them when it is shorter. */
export function startOf(path: string, length: number): Buffer {
  const file = openSync(path, 'r');
  try {
    const start = Buffer.alloc(length);
    let size = 0;
    for (let read = -1; read !== 0 && size < length; size += read)
      read = readSync(file, start, size, length - size, null);
    return start.subarray(0, size);
  } finally {
    closeSync(file);
  }
}
