import type { BatchCounts } from '../counts.ts';
import { type MistakeCounts, noMistakes } from '../mistake.ts';
import type { Tally } from '../tally.ts';
import type { AnsweredAddress } from './address-rows.ts';

/** Counts the answers of a run over addresses. */
export class AddressCounting {
  readonly counts: AddressCounts = { rows: 0, ok: 0, invalid: 0, review: 0, notFound: 0, ambiguous: 0, unasked: 0 };
  readonly #tally: Tally | undefined;
  readonly #mistakes: MistakeCounts;

  /** `tally` receives every row. `mistakes` counts invalid rows by probable fault of the file. */
  constructor(tally: Tally | undefined, mistakes: MistakeCounts = noMistakes()) {
    this.#tally = tally;
    this.#mistakes = mistakes;
  }

  /** Counts an answer. `row` converts the rank of the row, from 1, into the row number that a user sees. */
  add(answered: AnsweredAddress, row: (rank: number) => number): void {
    const { counts } = this;
    const { isOk, isReview, isNotFound, isAmbiguous, isUnasked, tallied } = answered;
    counts.rows++;
    if (isOk) counts.ok++;
    else counts.invalid++;
    if (isReview) counts.review++;
    if (isNotFound) counts.notFound++;
    if (isAmbiguous) counts.ambiguous++;
    if (isUnasked) counts.unasked++;
    const number = row(counts.rows);
    if ('problem' in tallied) {
      this.#tally?.addInvalid(number, tallied.problem);
      if (tallied.mistake !== null) this.#mistakes[tallied.mistake]++;
      return;
    }
    if (tallied.position === null) this.#tally?.addUnlocated(tallied.answer, tallied.citycode);
    else {
      this.#tally?.add(tallied.answer, tallied.position.lon, tallied.position.lat, number, tallied.citycode);
    }
    this.#tally?.addVerdicts(tallied.verdicts);
  }
}

export interface AddressCounts extends BatchCounts {
  notFound: number;
  ambiguous: number;
  /** Invalid rows for which the geocoder did not answer. */
  unasked: number;
}
