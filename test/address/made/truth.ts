import type { MadeSet } from './addresses.ts';
import type { Line } from './line.ts';
import { bare, editDistance } from './spelling.ts';
import type { MadeAddress, MadeStreet } from './street.ts';

/** Lookups in a set of made-up addresses, to check that a line can still mean only one of them. */
export interface Truth {
  readonly set: MadeSet;
  readonly streetsOfCity: ReadonlyMap<string, readonly BareStreet[]>;
  readonly streetsOfPostcode: ReadonlyMap<string, readonly BareStreet[]>;
  /** By the bare name. */
  readonly homonyms: ReadonlyMap<string, readonly BareStreet[]>;
  readonly cities: readonly BareCity[];
  readonly ids: ReadonlySet<string>;
}

export interface BareStreet {
  readonly street: MadeStreet;
  readonly bare: string;
}

interface BareCity {
  readonly citycode: string;
  readonly bare: string;
}

export function truthOf(set: MadeSet): Truth {
  const known = truths.get(set);
  if (known) return known;
  const streets = set.streets.map((street): BareStreet => ({ street, bare: bare(street.name) }));
  const truth: Truth = {
    set,
    streetsOfCity: Map.groupBy(streets, ({ street }) => street.citycode),
    streetsOfPostcode: Map.groupBy(streets, ({ street }) => street.postcode),
    homonyms: Map.groupBy(streets, (street) => street.bare),
    cities: set.communes.flatMap(({ citycode, name, former }) =>
      [name, ...former.map((old) => old.name)].map((spelled) => ({ citycode, bare: bare(spelled) })),
    ),
    ids: new Set(set.addresses.map(({ id }) => id)),
  };
  truths.set(set, truth);
  return truth;
}

const truths = new WeakMap<MadeSet, Truth>();

/**
 * True when no other street of the set is as similar to the line as the street of `address`. In doubt it returns false:
 * a street without the number is counted too.
 */
export function meansOnly(truth: Truth, line: Line, address: MadeAddress): boolean {
  if (line.city !== null && !namesOnly(truth, line.city, address)) return false;
  const typed = bare(line.street);
  const own = bare(address.street);
  const allowed = editDistance(typed, own);
  return inReach(truth, line, address).every(({ street, bare: other }) => {
    if (street.id === address.streetId) return true;
    if (line.namesOldCity && street.oldcity !== address.oldcity) return true;
    if (line.isShortened) return !holdsWordsOf(other, typed) && editDistance(typed, other, 1) > 1;
    return allowed === 0 ? other !== typed : editDistance(typed, other, allowed) > allowed;
  });
}

/** The streets allowed by the commune and the postcode of the line. */
function inReach(
  { streetsOfCity, streetsOfPostcode, set }: Truth,
  line: Line,
  address: MadeAddress,
): readonly BareStreet[] {
  const postcode = line.postcode ?? line.postcodeApart;
  const ofCity = streetsOfCity.get(address.citycode)!;
  const isCityKnown = line.city !== null || line.citycodeApart !== null;
  if (!isCityKnown && postcode === null)
    throw new Error(`no commune or postcode among ${set.communes.length} communes`);
  if (!isCityKnown) return streetsOfPostcode.get(postcode!) ?? [];
  // Where commune and postcode contradict each other, either may be wrong.
  const isContradicted = postcode !== null && postcode !== address.postcode;
  return isContradicted ? [...ofCity, ...(streetsOfPostcode.get(postcode) ?? [])] : ofCity;
}

function namesOnly({ cities }: Truth, city: string, { city: name, oldcity, citycode }: MadeAddress): boolean {
  const typed = bare(city);
  const allowed = Math.min(...[name, oldcity ?? name].map((own) => editDistance(typed, bare(own))));
  return cities.every((other) =>
    other.citycode === citycode
      ? true
      : allowed === 0
        ? other.bare !== typed
        : editDistance(typed, other.bare, allowed) > allowed,
  );
}

function holdsWordsOf(name: string, typed: string): boolean {
  const words = name.split(' ');
  return typed.split(' ').every((word) => words.includes(word));
}
