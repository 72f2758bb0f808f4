import { BatchError } from '../../files/error.ts';
import { outputColumns, shown } from '../columns.ts';

/** The columns in which a file keeps its addresses, by name. */
export interface AddressColumns {
  /** The parts of the address, in the order in which they are joined. */
  readonly address: readonly string[];
  /** The INSEE code of the commune, which then has to be that of the answer. */
  readonly citycode?: string | undefined;
  readonly postcode?: string | undefined;
}

/** Every name that is looked for. */
export function namesOf({ address, citycode, postcode }: AddressColumns): string[] {
  return [address.join(','), ...address, citycode, postcode, 'date'].filter((name) => name !== undefined);
}

/** Positions of the columns read; -1 for one that is not asked for. */
export interface AddressPositions {
  readonly address: readonly number[];
  readonly citycode: number;
  readonly postcode: number;
  readonly date: number;
}

/**
 * Where the named columns stand, whatever the case. Throws a BatchError that names the one that is missing, and those
 * that are there.
 */
export function findAddressColumns(columns: readonly string[], named: AddressColumns): AddressPositions {
  const known = columns.map(plain);
  const positionOf = (name: string): number => {
    const found = known.flatMap((column, i) => (column === plain(name) ? [i] : []));
    if (found.length > 1) throw new BatchError(`plusieurs colonnes s’appellent « ${name} »`);
    if (found[0] === undefined) {
      throw new BatchError(`colonne « ${name} » introuvable${shown(columns)}`);
    }
    return found[0];
  };
  // A column whose own name holds commas.
  const whole = named.address.join(',');
  const address = known.includes(plain(whole)) ? [whole] : named.address;
  return {
    address: address.map(positionOf),
    citycode: named.citycode === undefined ? -1 : positionOf(named.citycode),
    postcode: named.postcode === undefined ? -1 : positionOf(named.postcode),
    date: known.includes('date') ? positionOf('date') : -1,
  };
}

/** The columns that follow those of a place: what the address was taken for. */
export const matchColumns = [
  'matched_address',
  'match_type',
  'match_score',
  'longitude',
  'latitude',
  'candidates',
] as const;

/** The columns added behind each address, in order. */
export const addressOutputColumns = [...outputColumns, ...matchColumns];

function plain(name: string): string {
  return name.trim().normalize('NFC').toLowerCase();
}
