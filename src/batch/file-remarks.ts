import { type StrayRows, strayRowsInWords } from '../files/csv/pieces.ts';
import { DayOrder, type DayOrderState } from '../french/day-order.ts';

/** Remarks of a run about its file as a whole. */
export class FileRemarks {
  readonly days = new DayOrder();
  readonly strays: StrayRows = { rows: 0, first: 0, last: 0 };
  /**
   * Whether a stream in windows-1252 was converted to UTF-8, since its first accents came after its encoding was
   * chosen.
   */
  isTurned = false;

  /** French sentences without a capital or a full stop. */
  get sentences(): string[] {
    return [
      ...(this.strays.rows > 0 ? [strayRowsInWords(this.strays)] : []),
      ...(this.isTurned ? ['ses premiers accents, venus tard, sont de windows-1252 : la sortie est en UTF-8'] : []),
      ...(this.days.isAmbiguous ? [AMBIGUOUS_DAYS] : []),
    ];
  }

  /** Returns a copy of the state, for the journal of a run. */
  toJSON(): FileRemarksState {
    return { days: this.days.toJSON(), strays: { ...this.strays } };
  }

  restore({ days, strays }: FileRemarksState): void {
    this.days.restore(days);
    Object.assign(this.strays, strays);
  }
}

export interface FileRemarksState {
  readonly days: DayOrderState;
  readonly strays: StrayRows;
}

const AMBIGUOUS_DAYS = 'ses dates se liraient aussi bien mois/jour : elles sont lues à la française, jour/mois/année';
