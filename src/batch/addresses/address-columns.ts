import { columnNamed, plainName } from '../columns.ts';

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
 * Where the named columns are, whatever the case. Throws a BatchError that names the one that is missing, and those
 * that are there.
 */
export function findAddressColumns(columns: readonly string[], named: AddressColumns): AddressPositions {
  const known = columns.map(plainName);
  const positionOf = (name: string | undefined) => (name === undefined ? -1 : columnNamed(columns, name));
  // A column whose own name holds commas.
  const whole = named.address.join(',');
  const address = known.includes(plainName(whole)) ? [whole] : named.address;
  return {
    address: address.map(positionOf),
    citycode: positionOf(named.citycode),
    postcode: positionOf(named.postcode),
    date: known.includes('date') ? positionOf('date') : -1,
  };
}
