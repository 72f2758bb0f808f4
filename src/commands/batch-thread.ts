import { parentPort, Worker, workerData } from 'node:worker_threads';
import type { Encoding } from '../batch/header.ts';
import { answerOrders } from '../batch/thread.ts';
import { readConfig } from '../config.ts';
import { load } from '../load.ts';
import { rowsToWgs84 } from './rows-crs.ts';

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
  const { date, dataVersion, encoding, crs, isTallied } = workerData as ThreadQuestion;
  const { current } = load(readConfig());
  const options = { zones: current.of(dataVersion), date, encoding, toWgs84: rowsToWgs84(crs) };
  answerOrders(parentPort, options, isTallied);
}
