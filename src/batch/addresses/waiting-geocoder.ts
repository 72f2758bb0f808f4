import { setTimeout as pause } from 'node:timers/promises';
import { type AddressQuestion, type Candidate, type Geocoder, GeocoderUnavailable } from '../../address/candidate.ts';

/** Milliseconds that a failure may usually last: the State's geocoder is left alone for half a minute when it fails, time enough to find it well again. */
export const LONGEST_WAIT = 100_000;

/**
 * A geocoder for a run of hours: where one that has answered before asks to be left alone for a moment, the run waits, so
 * that a short failure does not cost all the rows that would go by meanwhile. One that never answered, or stays silent, is
 * not waited for.
 */
export class WaitingGeocoder implements Geocoder {
  readonly #geocoder: Geocoder;
  readonly #longestWait: number;
  readonly #stop = new AbortController();
  #hasAnswered = false;
  /** When the failure under way began. */
  #failingSince: number | null = null;
  #rest: Promise<void> | null = null;

  /** `longestWait` is how many milliseconds a failure may last. */
  constructor(geocoder: Geocoder, longestWait: number) {
    this.#geocoder = geocoder;
    this.#longestWait = longestWait;
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
        this.#failingSince ??= performance.now();
        const waited = performance.now() - this.#failingSince;
        if (waited + seconds * 1000 > this.#longestWait) throw error;
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
    this.#rest ??= pause(seconds * 1000, undefined, { signal: this.#stop.signal }).finally(() => {
      this.#rest = null;
    });
    return this.#rest;
  }
}
