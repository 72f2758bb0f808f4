import { columnNamed, plainName } from '../columns.ts';

/** The names of the columns of a file that contain its addresses. */
export interface AddressColumns {
  /** The parts of the address, in the order in which they are joined. */
  readonly address: readonly string[];
  /** The INSEE code of the commune. Only addresses in that commune are accepted. */
  readonly citycode?: string | undefined;
  readonly postcode?: string | undefined;
}

/** Returns every column name to search for in the file. */
export function namesOf({ address, citycode, postcode }: AddressColumns): string[] {
  return [address.join(','), ...address, citycode, postcode, 'date'].filter((name) => name !== undefined);
}

/** The positions of the columns to read; -1 for a column that the user did not name. */
export interface AddressPositions {
  readonly address: readonly number[];
  readonly citycode: number;
  readonly postcode: number;
  readonly date: number;
}

/**
 * Returns the positions of the named columns; case is ignored. Throws a BatchError that names the missing column and
 * lists the existing ones.
 */
export function findAddressColumns(columns: readonly string[], named: AddressColumns): AddressPositions {
  const known = columns.map(plainName);
  const positionOf = (name: string | undefined) => (name === undefined ? -1 : columnNamed(columns, name));
  // A single column may have commas in its name.
  const whole = named.address.join(',');
  const address = known.includes(plainName(whole)) ? [whole] : named.address;
  return {
    address: address.map(positionOf),
    citycode: positionOf(named.citycode),
    postcode: positionOf(named.postcode),
    date: known.includes('date') ? positionOf('date') : -1,
  };
}
