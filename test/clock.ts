import type { Clock } from '../src/address/clock.ts';

/** A clock on which only waiting takes time: a pause ends at once, and the time has passed. */
export class FakeClock implements Clock {
  /** The milliseconds of every pause, in order. */
  readonly pauses: number[] = [];
  /** Work to do before a pause that begins now ends. */
  during: () => Promise<unknown> = async () => {};
  #now = 0;
  #timeouts: AbortController[] = [];

  now(): number {
    return this.#now;
  }

  async pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    this.pauses.push(milliseconds);
    await this.during();
    this.advance(milliseconds);
  }

  /** Aborts at `expire`, and not before. */
  timeout(): AbortSignal {
    const controller = new AbortController();
    this.#timeouts.push(controller);
    return controller.signal;
  }

  advance(milliseconds: number): void {
    this.#now += milliseconds;
  }

  /** Ends every wait that has a limit. */
  expire(): void {
    for (const timeout of this.#timeouts.splice(0)) timeout.abort();
  }
}

/** A clock on which a pause only ends by its signal. */
export class StoppedClock extends FakeClock {
  override pause(_: number, signal?: AbortSignal): Promise<void> {
    return new Promise((_, reject) => {
      signal?.throwIfAborted();
      signal?.addEventListener('abort', () => reject(signal.reason));
    });
  }
}
