import { type AddressQuestion, type Candidate, type Geocoder, GeocoderUnavailable } from '../../address/candidate.ts';
import { type Clock, systemClock } from '../../address/clock.ts';

/**
 * The longest failure that is waited for, in milliseconds. The State's geocoder is retried half a minute after a
 * failure, so this allows three retries.
 */
const LONGEST_WAIT = 100_000;

/**
 * A geocoder for long runs. When the service has answered before and then fails with a retry delay, a search waits and
 * tries again, so that a short failure does not make many rows invalid. A service that never answered, or that fails
 * without a retry delay, is not waited for.
 */
export class WaitingGeocoder implements Geocoder {
  readonly #geocoder: Geocoder;
  readonly #clock: Clock;
  readonly #stop = new AbortController();
  #hasAnswered = false;
  /** The time at which the current failure began; null when there is none. */
  #failingSince: number | null = null;
  #rest: Promise<void> | null = null;

  constructor(geocoder: Geocoder, clock: Clock = systemClock) {
    this.#geocoder = geocoder;
    this.#clock = clock;
  }

  /** Throws a GeocoderUnavailable when the failure lasts too long. */
  async search(question: AddressQuestion): Promise<readonly Candidate[]> {
    for (;;) {
      try {
        const found = await this.#geocoder.search(question);
        this.#hasAnswered = true;
        this.#failingSince = null;
        return found;
      } catch (error) {
        const seconds = error instanceof GeocoderUnavailable ? error.retryAfter : undefined;
        if (seconds === undefined || !this.#hasAnswered) throw error;
        this.#failingSince ??= this.#clock.now();
        const waited = this.#clock.now() - this.#failingSince;
        if (waited + seconds * 1000 > LONGEST_WAIT) throw error;
        await this.#wait(seconds);
      }
    }
  }

  /** Ends all waits with an error. */
  close(): void {
    this.#stop.abort();
  }

  /** All searches share one wait. */
  #wait(seconds: number): Promise<void> {
    this.#rest ??= this.#clock.pause(seconds * 1000, this.#stop.signal).finally(() => {
      this.#rest = null;
    });
    return this.#rest;
  }
}
