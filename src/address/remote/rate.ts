import { GeocoderUnavailable } from '../candidate.ts';
import { type Clock, systemClock } from '../clock.ts';

/** Lets a limited number of callers through in any second, in the order of their arrival. */
export class Rate {
  readonly #longestWait: number;
  readonly #clock: Clock;
  /** Ring of the times of the last turns, as many as a second allows. */
  readonly #taken: Float64Array;
  #turns = 0;
  #waiting = 0;
  #last: Promise<void> = Promise.resolve();

  /** `longestWait` is the maximum wait of a caller in milliseconds. */
  constructor(perSecond: number, longestWait: number, clock: Clock = systemClock) {
    this.#taken = new Float64Array(Math.max(1, Math.floor(perSecond))).fill(-Infinity);
    this.#longestWait = longestWait;
    this.#clock = clock;
  }

  /** Resolves when it is the caller's turn. Throws a GeocoderUnavailable at once when the wait would be too long. */
  async turn(): Promise<void> {
    if (this.#expectedWait() > this.#longestWait) {
      throw new GeocoderUnavailable(
        'Le service d’adresses est très demandé : réessayez dans un instant, ou indiquez un point (lon, lat).',
        1,
      );
    }
    this.#waiting++;
    this.#last = this.#last.then(() => this.#take());
    return this.#last;
  }

  #expectedWait(): number {
    const now = this.#clock.now();
    const size = this.#taken.length;
    const free = Math.max(now, this.#taken[(this.#turns + this.#waiting) % size]! + SECOND);
    return free + Math.floor(this.#waiting / size) * SECOND - now;
  }

  async #take(): Promise<void> {
    const slot = this.#turns % this.#taken.length;
    const free = this.#taken[slot]! + SECOND;
    // A timer may fire a fraction of a millisecond early.
    const clock = this.#clock;
    for (let now = clock.now(); now < free; now = clock.now()) await clock.pause(Math.ceil(free - now));
    this.#taken[slot] = clock.now();
    this.#turns++;
    this.#waiting--;
  }
}

const SECOND = 1000;
