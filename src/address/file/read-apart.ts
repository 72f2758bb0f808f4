import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { isSealed } from '../../store/sealed-file.ts';
import type { SearchData } from '../local/search-index.ts';
import { aboutOf, reading, readSearchOf, type StoredAbout } from './open-file.ts';

/**
 * Reads what an address file holds and its search index in a separate thread, which then verifies the whole file.
 * `isSound` is the result. Throws an Error of one French line, as `reading` does.
 */
export function readApartFrom(path: string): Promise<ReadApart> {
  const worker = new Worker(new URL(import.meta.url), { workerData: { addressFile: path } satisfies Task });
  worker.unref();
  return new Promise((resolve, reject) => {
    let verified: (isSound: boolean) => void;
    const isSound = new Promise<boolean>((resolve) => {
      verified = resolve;
    });
    worker.on('message', (message: Message) => {
      if (message.what === 'read') resolve({ about: message.about, search: message.search, isSound });
      else if (message.what === 'verified') verified(message.isSound);
      else reject(new Error(message.message));
    });
    const interrupted = (cause?: unknown) => {
      // It cannot be known to be sound.
      verified(false);
      reject(new Error(`${path} : la lecture du fichier d’adresses s’est interrompue`, { cause }));
    };
    worker.on('error', interrupted);
    worker.on('exit', () => interrupted());
  });
}

export interface ReadApart {
  readonly about: StoredAbout;
  readonly search: SearchData;
  readonly isSound: Promise<boolean>;
}

interface Task {
  readonly addressFile: string;
}

type Message =
  | { readonly what: 'read'; readonly about: StoredAbout; readonly search: SearchData }
  | { readonly what: 'verified'; readonly isSound: boolean }
  | { readonly what: 'failed'; readonly message: string };

function readAndVerify(path: string, send: (message: Message, transferred?: ArrayBuffer[]) => void): void {
  try {
    const { about, search } = reading(path, (database) => {
      const read = { about: aboutOf(database), search: readSearchOf(database) };
      database.close();
      return read;
    });
    send({ what: 'read', about, search }, buffersOf(search));
    send({ what: 'verified', isSound: isSealed(path) });
  } catch (error) {
    send({ what: 'failed', message: (error as Error).message });
  }
}

/** The memory of all arrays of an index: it is handed over, not copied. */
function buffersOf(data: object): ArrayBuffer[] {
  const buffers = Object.values(data).flatMap((value: object) =>
    ArrayBuffer.isView(value) ? [value.buffer as ArrayBuffer] : buffersOf(value),
  );
  return [...new Set(buffers)];
}

const task = workerData as Partial<Task> | null;
if (!isMainThread && parentPort && task?.addressFile !== undefined) {
  const port = parentPort;
  readAndVerify(task.addressFile, (message, transferred) => port.postMessage(message, transferred));
}
