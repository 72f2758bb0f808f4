import { CITYCODE, mendedCode, POSTCODE } from '../address/codes.ts';
import { isDay } from '../day.ts';
import type { AddressPositions } from './address-columns.ts';
import { textOf } from './field.ts';
import type { Encoding } from './header.ts';

/** What a row asks. */
export interface RowQuestion {
  readonly text: string;
  readonly citycode: string | undefined;
  readonly postcode: string | undefined;
  readonly date: string;
}

/** What the fields of a row ask, or what is wrong with them; a field's value is never repeated: it may be personal. */
export function questionOf(
  fields: readonly Buffer[],
  columns: AddressPositions,
  encoding: Encoding,
  usualDate: string,
): RowQuestion | string {
  const fieldAt = (column: number) => (fields[column] === undefined ? '' : textOf(fields[column], encoding));
  return questionFrom(fieldAt, columns, usualDate);
}

/** The same from the texts of a row, wherever it comes from: '' for a column that is empty or not there. */
export function questionFrom(
  fieldAt: (column: number) => string,
  columns: AddressPositions,
  usualDate: string,
): RowQuestion | string {
  const citycode = mendedCode(fieldAt(columns.citycode));
  if (citycode !== undefined && !CITYCODE.test(citycode)) {
    return 'code INSEE de la commune invalide : 5 caractères étaient attendus';
  }
  const postcode = mendedCode(fieldAt(columns.postcode));
  if (postcode !== undefined && !POSTCODE.test(postcode)) {
    return 'code postal invalide : 5 chiffres étaient attendus';
  }
  const date = fieldAt(columns.date) || usualDate;
  if (!isDay(date)) return 'date invalide : AAAA-MM-JJ était attendu';
  // A postcode without its zero would be taken for a number of the street.
  const parts = columns.address.map((column) => (column === columns.postcode ? (postcode ?? '') : fieldAt(column)));
  const text = parts.join(' ').replace(/\s+/g, ' ').trim();
  if (text === '') return 'adresse absente';
  if (text.length > LONGEST) return `adresse trop longue : ${LONGEST} caractères au plus étaient attendus`;
  return { text, citycode, postcode, date };
}

/** Characters: geocoders read no further, and what they would cut may be the commune. */
const LONGEST = 200;
