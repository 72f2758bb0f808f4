import { GeocoderUnavailable } from '../candidate.ts';
import { type Clock, systemClock } from '../clock.ts';

/** `open`: calls are refused. `half-open`: one call is tried, and its result decides about the others. */
export type BreakerState = 'closed' | 'open' | 'half-open';

/** Stops calling a service that fails again and again, so that callers do not wait for it. */
export class Breaker {
  readonly #threshold: number;
  readonly #rest: number;
  readonly #clock: Clock;
  /** Consecutive failed calls. */
  #failures = 0;
  #openedAt: number | null = null;
  #isProbing = false;

  /** Opens after `threshold` failures in a row, for `rest` milliseconds. */
  constructor(threshold: number, rest: number, clock: Clock = systemClock) {
    this.#threshold = threshold;
    this.#rest = rest;
    this.#clock = clock;
  }

  get state(): BreakerState {
    if (this.#openedAt === null) return 'closed';
    return this.#remaining() > 0 ? 'open' : 'half-open';
  }

  /** Throws a GeocoderUnavailable when a call would be refused now. */
  check(): void {
    if (this.state === 'closed' || (this.state === 'half-open' && !this.#isProbing)) return;
    throw new GeocoderUnavailable(
      'Le service d’adresses ne répond plus : réessayez dans un instant, ou indiquez un point (lon, lat).',
      Math.max(1, Math.ceil(this.#remaining() / 1000)),
    );
  }

  /** Runs `call` unless calls are refused. An error for which `isFault` is false counts as a success of the service. */
  async run<T>(call: () => Promise<T>, isFault: (error: unknown) => boolean): Promise<T> {
    this.check();
    const isProbe = this.#openedAt !== null;
    if (isProbe) this.#isProbing = true;
    try {
      const result = await call();
      this.#settle(isProbe, true);
      return result;
    } catch (error) {
      this.#settle(isProbe, !isFault(error));
      throw error;
    }
  }

  #settle(isProbe: boolean, isWell: boolean): void {
    if (isProbe) this.#isProbing = false;
    // The call started before the breaker opened: its result is outdated.
    else if (this.#openedAt !== null) return;
    this.#failures = isWell ? 0 : this.#failures + 1;
    this.#openedAt = this.#failures >= this.#threshold ? this.#clock.now() : null;
  }

  /** Milliseconds until a call may try again. */
  #remaining(): number {
    return this.#openedAt === null ? 0 : this.#openedAt + this.#rest - this.#clock.now();
  }
}
