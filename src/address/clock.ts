import { setTimeout } from 'node:timers/promises';

/** Measures time and waits, in milliseconds. Tests pass their own, so that they wait for nothing. */
export interface Clock {
  /** Milliseconds since some moment; never decreases. */
  now(): number;
  /** Rejects with an AbortError when `signal` aborts. */
  pause(milliseconds: number, signal?: AbortSignal): Promise<void>;
  /** Returns a signal that aborts after this time. */
  timeout(milliseconds: number): AbortSignal;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  pause: (milliseconds, signal) => setTimeout(milliseconds, undefined, { signal }),
  timeout: (milliseconds) => AbortSignal.timeout(milliseconds),
};
