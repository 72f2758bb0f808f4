import { FRENCH_DAY } from './day.ts';

/**
 * Whether the dates of a file, which are read day first as the French write them, could be read month first as well.
 */
export class DayOrder {
  /** A day beyond the twelfth: it is no month. */
  #isSure = false;
  /** A date that would be another one. */
  #isOpen = false;

  /** Takes one date as it is written. */
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
