import { closeSync, openSync, readSync } from 'node:fs';

/** The first bytes of a file, as many as there are up to `length`. */
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
