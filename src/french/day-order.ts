import { FRENCH_DAY } from './day.ts';

/**
 * Detects whether the dates of a file are ambiguous: they are read day first, as in French, but all of them could also
 * be month first.
 */
export class DayOrder {
  /** A date with a day above 12 was found, which cannot be a month. */
  #isSure = false;
  /** A date that would be another day if read month first was found. */
  #isOpen = false;

  /** Adds a date as written in the file. */
  add(text: string): void {
    const [, day, month] = FRENCH_DAY.exec(text) ?? [];
    if (day === undefined) return;
    if (Number(day) > 12) this.#isSure = true;
    else if (Number(day) !== Number(month)) this.#isOpen = true;
  }

  get isAmbiguous(): boolean {
    return this.#isOpen && !this.#isSure;
  }

  toJSON(): DayOrderState {
    return { isSure: this.#isSure, isOpen: this.#isOpen };
  }

  restore({ isSure, isOpen }: DayOrderState): void {
    this.#isSure = isSure;
    this.#isOpen = isOpen;
  }
}

export interface DayOrderState {
  readonly isSure: boolean;
  readonly isOpen: boolean;
}
