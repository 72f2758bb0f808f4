import type { AddressColumns } from '../../batch/addresses/address-columns.ts';
import type { Config } from '../../config.ts';
import type { Loaded } from '../../load.ts';
import { CommandError, textOf, type Values } from '../command.ts';

/**
 * Returns the columns of addresses named by `--address`, `--citycode` and `--postcode`; null for a file of coordinates.
 * Throws a CommandError for options that exclude each other.
 */
export function addressColumnsOf(values: Values): AddressColumns | null {
  const address = textOf(values, 'address');
  const citycode = textOf(values, 'citycode');
  const postcode = textOf(values, 'postcode');
  if (address === undefined) {
    const alone = citycode !== undefined ? '--citycode' : postcode !== undefined ? '--postcode' : null;
    if (alone !== null) throw new CommandError(`${alone} ne va qu’avec --address`);
    return null;
  }
  if (textOf(values, 'crs') !== undefined) {
    throw new CommandError('--crs et --address s’excluent : le fichier a des coordonnées ou des adresses');
  }
  const names = address.split(',').map((name) => name.trim());
  if (names.includes('')) throw new CommandError('--address : un ou plusieurs noms de colonnes étaient attendus');
  return { address: names, citycode, postcode };
}

/** Returns the columns of addresses by the name of their option. */
export function namedOptions(columns: AddressColumns | null | undefined): Readonly<Record<string, string | undefined>> {
  return {
    '--address': columns?.address.join(','),
    '--citycode': columns?.citycode,
    '--postcode': columns?.postcode,
  };
}

/** Throws an Error of one French line when no address can be searched. */
export function expectAddresses({ addresses }: Loaded, { addresses: path }: Config): void {
  const { provider, local } = addresses;
  if (provider === 'off') {
    throw new Error(
      'ADDRESS_PROVIDER=off interdit de chercher des adresses : donnez-lui la valeur local ou geoplateforme',
    );
  }
  if (provider === 'local' && local === null) {
    throw new Error(
      `il n’y a pas de fichier d’adresses à ${path}, et ADDRESS_PROVIDER=local n’autorise que lui : ` +
        'chargez-le par « perimetre data update »',
    );
  }
}
