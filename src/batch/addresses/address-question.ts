import { LONGEST_ADDRESS } from '../../address/address-length.ts';
import { mendedCode, POSTCODE } from '../../address/codes.ts';
import type { Value } from '../../files/feature.ts';
import type { DayOrder } from '../../french/day-order.ts';
import { cleanTyped } from '../../french/typed-text.ts';
import { BAD_DATE, type Refusal, refused } from '../refusal.ts';
import { communeOf, dayOf } from '../rows/row-details.ts';
import type { AddressPositions } from './address-columns.ts';

/** The address of a row, with its commune, its postcode and its date (`YYYY-MM-DD`). */
export interface RowQuestion {
  readonly text: string;
  readonly citycode: string | undefined;
  readonly postcode: string | undefined;
  readonly date: string;
}

/**
 * Reads the question of a row, or returns a refusal. `fieldAt` returns the text of a column, '' when it is empty or
 * absent. `days` collects the dates as they are written.
 */
export function questionFrom(
  fieldAt: (column: number) => string,
  columns: AddressPositions,
  usualDate: string,
  days?: DayOrder,
): RowQuestion | Refusal {
  const citycode = communeOf(fieldAt(columns.citycode));
  if (citycode === null) return refused('code INSEE de la commune invalide : 5 caractères étaient attendus');
  const postcode = mendedCode(fieldAt(columns.postcode));
  if (postcode !== undefined && !POSTCODE.test(postcode)) {
    return refused('code postal invalide : 5 chiffres étaient attendus');
  }
  const written = fieldAt(columns.date);
  const date = dayOf(written, usualDate);
  if (date === null) return BAD_DATE;
  days?.add(written);
  // A postcode without its zero would be read as a house number.
  const parts = columns.address.map((column) => (column === columns.postcode ? (postcode ?? '') : fieldAt(column)));
  const text = cleanTyped(parts.join(' ')).replace(/\s+/g, ' ').trim();
  if (text === '') return refused('adresse absente');
  if (text.length > LONGEST_ADDRESS)
    return refused(`adresse trop longue : ${LONGEST_ADDRESS} caractères au plus étaient attendus`);
  return { text, citycode, postcode, date };
}

/** Returns the text of a typed value, for `questionFrom`. */
export function textOfValue(value: Value | undefined): string {
  return value === null || value === undefined ? '' : String(value).trim();
}
