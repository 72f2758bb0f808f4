import { Worker } from 'node:worker_threads';
import type { SignedProof } from '../proof.ts';
import type { Drawn, Order } from './drawing-thread.ts';
import type { ProofContext } from './proof-pdf.ts';

/**
 * Draws proofs one at a time in a separate thread, so that other requests do not wait. The queue is short, and the
 * thread starts with the first drawing.
 */
export class DrawingQueue {
  readonly #timeout: number;
  #thread: Worker | undefined;
  /** Drawings in progress and waiting. */
  #count = 0;
  #last: Promise<unknown> = Promise.resolve();

  /** `timeout`: milliseconds after which a drawing is cancelled. */
  constructor(timeout = TIMEOUT) {
    this.#timeout = timeout;
  }

  /** Returns the PDF of `proofPdf`. Throws a DrawingBusy when the queue is full. */
  async draw(proof: SignedProof, context: ProofContext): Promise<Uint8Array> {
    if (this.#count > MOST_WAITING) throw new DrawingBusy('trop de preuves attendent d’être dessinées');
    this.#count++;
    const drawn = this.#last.then(() => this.#drawNow({ proof, context }));
    this.#last = drawn.catch(() => {});
    try {
      return await drawn;
    } finally {
      this.#count--;
    }
  }

  async close(): Promise<void> {
    await this.#thread?.terminate();
  }

  #drawNow(order: Order): Promise<Uint8Array> {
    const thread = this.#started();
    // The thread keeps the process alive only while it draws.
    thread.ref();
    return new Promise<Uint8Array>((resolve, reject) => {
      const ended = (act: () => void) => () => {
        clearTimeout(timer);
        thread.off('message', receive).off('error', fail).off('exit', interrupt);
        thread.unref();
        act();
      };
      const receive = (drawn: Drawn) => ended(() => ('pdf' in drawn ? resolve(drawn.pdf) : reject(drawn.error)))();
      const fail = (error: unknown) => ended(() => reject(error))();
      const interrupt = ended(() => reject(new Error('le dessin d’une preuve s’est interrompu')));
      const timer = setTimeout(() => thread.terminate(), this.#timeout);
      thread.on('message', receive).on('error', fail).on('exit', interrupt);
      thread.postMessage(order);
    });
  }

  #started(): Worker {
    if (this.#thread !== undefined) return this.#thread;
    const thread = new Worker(new URL('./drawing-thread.ts', import.meta.url));
    this.#thread = thread;
    const forget = () => {
      if (this.#thread === thread) this.#thread = undefined;
    };
    // A new thread replaces it. The pending drawing gets the error.
    thread.on('exit', forget).on('error', forget);
    return thread;
  }
}

/** The queue of drawings is full. */
export class DrawingBusy extends Error {
  override readonly name = 'DrawingBusy';
}

/** A drawing takes some 100 ms, and up to 1 s: a queue of this length ends well before clients time out. */
export const MOST_WAITING = 8;
const TIMEOUT = 30_000;
