import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import type { AddressFileReport } from './address-file.ts';
import { type BuildInput, type BuildOptions, buildAddresses } from './build.ts';

/**
 * Runs `buildAddresses` in a separate thread with a small young generation. A million rows make as many short-lived
 * objects, for which V8 otherwise takes more memory.
 */
export function buildAddressesApart(
  path: string,
  inputs: readonly BuildInput[],
  loadedOn: string,
  { progress = () => {}, isSmallerAccepted = false }: BuildOptions = {},
): Promise<AddressFileReport> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(import.meta.url), {
      workerData: { path, inputs, loadedOn, isSmallerAccepted } satisfies Task,
      resourceLimits: { maxYoungGenerationSizeMb: 16 },
    });
    worker.on('message', (message: Message) => {
      if (message.what === 'progress') progress(message.name, message.read, message.size);
      else if (message.what === 'done') resolve(message.report);
      else reject(new Error(message.message));
    });
    worker.on('error', reject);
    worker.on('exit', () => reject(new Error('le chargement des adresses s’est interrompu')));
  });
}

interface Task {
  readonly path: string;
  readonly inputs: readonly BuildInput[];
  readonly loadedOn: string;
  readonly isSmallerAccepted: boolean;
}

type Message =
  | { readonly what: 'progress'; readonly name: string; readonly read: number; readonly size: number }
  | { readonly what: 'done'; readonly report: AddressFileReport }
  | { readonly what: 'failed'; readonly message: string };

async function build(
  { path, inputs, loadedOn, isSmallerAccepted }: Task,
  send: (message: Message) => void,
): Promise<void> {
  try {
    const report = await buildAddresses(path, inputs, loadedOn, {
      progress: (name, read, size) => send({ what: 'progress', name, read, size }),
      isSmallerAccepted,
    });
    send({ what: 'done', report });
  } catch (error) {
    send({ what: 'failed', message: (error as Error).message });
  }
}

if (!isMainThread && parentPort) {
  const port = parentPort;
  await build(workerData as Task, (message) => port.postMessage(message));
}
