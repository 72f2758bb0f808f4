import { type AddressQuestion, type Candidate, type Geocoder, GeocoderUnavailable } from '../../address/candidate.ts';
import { type Clock, systemClock } from '../../address/clock.ts';

/**
 * Milliseconds that a failure may usually last: the State's geocoder is left alone for half a minute when it fails,
 * time enough to find it well again.
 */
const LONGEST_WAIT = 100_000;

/**
 * A geocoder for a run of hours: where one that has answered before asks to be left alone for a moment, the run waits,
 * so that a short failure does not cost all the rows that would go by meanwhile. One that never answered, or stays
 * silent, is not waited for.
 */
export class WaitingGeocoder implements Geocoder {
  readonly #geocoder: Geocoder;
  readonly #clock: Clock;
  readonly #stop = new AbortController();
  #hasAnswered = false;
  /** When the failure under way began. */
  #failingSince: number | null = null;
  #rest: Promise<void> | null = null;

  constructor(geocoder: Geocoder, clock: Clock = systemClock) {
    this.#geocoder = geocoder;
    this.#clock = clock;
  }

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

  /** Ends every wait, with an error. */
  close(): void {
    this.#stop.abort();
  }

  /** All who wait do so together. */
  #wait(seconds: number): Promise<void> {
    this.#rest ??= this.#clock.pause(seconds * 1000, this.#stop.signal).finally(() => {
      this.#rest = null;
    });
    return this.#rest;
  }
}
