import { parentPort, Worker, workerData } from 'node:worker_threads';
import { keepCompiled } from '../../compile-cache.ts';
import type { Encoding } from '../../files/csv/header.ts';

/** Starts threads that answer rows for `ThreadedAnswer`: this same file is what they run. Each opens the perimeters for itself. */
export function startThreads(count: number, question: ThreadQuestion): Worker[] {
  return Array.from({ length: count }, () => new Worker(new URL(import.meta.url), { workerData: question }));
}

export interface ThreadQuestion {
  readonly date: string;
  readonly dataVersion: string;
  readonly encoding: Encoding | undefined;
  readonly crs: string | undefined;
  readonly isTallied: boolean;
}

if (parentPort) {
  // A thread is not given what the command keeps, and would compile all of it anew: 250 ms.
  keepCompiled();
  const [{ answerOrders }, { readConfig }, { load }, { rowsToWgs84 }] = await Promise.all([
    import('../../batch/thread.ts'),
    import('../../config.ts'),
    import('../../load.ts'),
    import('./rows-crs.ts'),
  ]);
  const { date, dataVersion, encoding, crs, isTallied } = workerData as ThreadQuestion;
  const { current } = load(readConfig());
  const options = { zones: current.of(dataVersion), date, encoding, toWgs84: rowsToWgs84(crs) };
  answerOrders(parentPort, options, isTallied);
}
