import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * Returns the bytes in use after a garbage collection. This varies by tens of megabytes from one moment to the next: to
 * find growth, compare the least of several values.
 */
export function bytesHeld(): number {
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
