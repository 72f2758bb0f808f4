/** A place that an address may mean, as a geocoder returns it. */
export interface Candidate {
  /** `interpolated`: a number missing from the data, placed between two known numbers of its street. */
  readonly type: 'housenumber' | 'interpolated' | 'street' | 'locality' | 'municipality';
  /** The BAN's interoperability key of a number or a street; the INSEE code of a municipality. */
  readonly id: string;
  /** On one line: « 12 bis Rue de Lille 62400 Béthune ». */
  readonly label: string;
  /** 0 to 1: how well the text matches. It ranks candidates; alone it decides nothing. */
  readonly score: number;
  /** With its repetition index, « 12 bis »; null except for a number. */
  readonly housenumber: string | null;
  /** The line without the commune: « 12 bis Rue de Lille », « Rue de Lille », « Béthune ». */
  readonly name: string;
  /** Name of the street, for a number or a street; null otherwise. */
  readonly street: string | null;
  readonly postcode: string;
  /** INSEE code of the commune. */
  readonly citycode: string;
  readonly city: string;
  /** Former commune, merged into this one, where the address lies. */
  readonly oldcitycode: string | null;
  readonly oldcity: string | null;
  /** WGS84 degrees. */
  readonly lon: number;
  readonly lat: number;
  readonly positionType: PositionType;
  /** Ground metres within which the true position lies. */
  readonly uncertainty: number;
  /** 0 to 1: size of the place, to rank equal scores. */
  readonly importance: number;
  readonly provider: 'local' | 'geoplateforme';
  /** Reasons why this candidate may not be the address. */
  readonly doubts?: readonly CandidateDoubt[] | undefined;
  /** The known numbers of the street, in order, for a number or a street. */
  readonly numbers?: (() => readonly StreetNumber[]) | undefined;
}

/** The importance of an entry with this many addresses, from 0 to 1. */
export function importanceOf(size: number): number {
  return Math.min(1, Math.log10(1 + size) / 5);
}

/**
 * Why a candidate may not be the address: a number that its street is not known to have, another type of street (a cité
 * is no rue), a postcode of another area, another number, name or commune than the text has, a commune whose name
 * another one has too, a place beside the number, or no commune in the text.
 */
export type CandidateDoubt =
  | 'unknown-number'
  | 'other-type'
  | 'other-postcode'
  | 'other-number'
  | 'other-name'
  | 'other-commune'
  | 'homonymous-commune'
  | 'beside-number'
  | 'no-commune';

/** A number of a street, at its best position. */
export interface StreetNumber {
  readonly number: number;
  /** Repetition index in small letters; empty for none. */
  readonly suffix: string;
  readonly lon: number;
  readonly lat: number;
  readonly positionType: PositionType;
  /** Ground metres. */
  readonly uncertainty: number;
}

/** Type of a position in the Base Adresse Nationale (its `type_position`), or of a position computed here. */
export type PositionType =
  | 'entrance'
  | 'delivery'
  | 'building'
  | 'stairwell'
  | 'dwelling'
  | 'parcel'
  | 'segment'
  | 'utility'
  | 'unknown'
  | 'interpolated'
  | 'street'
  | 'locality'
  | 'municipality';

/** A question to a geocoder. */
export interface AddressQuestion {
  /** The address as typed. */
  readonly text: string;
  /** INSEE code of the commune, where known. Addresses of other communes are then no answer. */
  readonly citycode?: string | undefined;
  readonly postcode?: string | undefined;
  readonly type?: 'housenumber' | 'street' | 'locality' | 'municipality' | undefined;
  /** Maximum number of candidates. */
  readonly limit: number;
  /** The last word may be unfinished. */
  readonly autocomplete?: boolean;
  /** WGS84 degrees. Equal candidates are ordered by their distance to this point. */
  readonly near?: { readonly lon: number; readonly lat: number } | undefined;
}

/** Finds addresses, best first; empty where nothing matches. Throws a GeocoderUnavailable when it cannot answer. */
export interface Geocoder {
  search(question: AddressQuestion): Promise<readonly Candidate[]>;
}

/** How many candidates of an address are requested, to be judged. A full list may hide further equal ones. */
export const MOST_CANDIDATES = 10;

/** The geocoder did not answer; the address may exist or not. */
export class GeocoderUnavailable extends Error {
  override readonly name = 'GeocoderUnavailable';
  /** Seconds after which to retry, where known. */
  readonly retryAfter: number | undefined;

  /** `message` is one French line, without the address. */
  constructor(message: string, retryAfter?: number) {
    super(message);
    this.retryAfter = retryAfter;
  }
}
