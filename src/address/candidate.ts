/** A place that an address may mean, as a geocoder gives it. */
export interface Candidate {
  /** `interpolated`: a number that the data does not hold, placed between two of its street that it does. */
  readonly type: 'housenumber' | 'interpolated' | 'street' | 'locality' | 'municipality';
  /** The BAN's interoperability key of a number or a street, the INSEE code of a municipality. */
  readonly id: string;
  /** On one line: « 12 bis Rue de Lille 62400 Béthune ». */
  readonly label: string;
  /** 0 to 1: how well the text matches. It ranks; alone it decides nothing. */
  readonly score: number;
  /** With its repetition index, « 12 bis »; null but for a number. */
  readonly housenumber: string | null;
  /** The line without the commune: « 12 bis Rue de Lille », « Rue de Lille », « Béthune ». */
  readonly name: string;
  /** The street, of a number or of itself; null otherwise. */
  readonly street: string | null;
  readonly postcode: string;
  /** INSEE code of the commune. */
  readonly citycode: string;
  readonly city: string;
  /** The commune that was merged into this one, where the address stands. */
  readonly oldcitycode: string | null;
  readonly oldcity: string | null;
  /** WGS84 degrees. */
  readonly lon: number;
  readonly lat: number;
  readonly positionType: PositionType;
  /** Ground metres within which the true position lies. */
  readonly uncertainty: number;
  /** 0 to 1: how much of a place it is, to rank equals. */
  readonly importance: number;
  readonly provider: 'local' | 'geoplateforme';
  /** What of the text speaks against this candidate, or is not known of it: it may be another address. */
  readonly doubts?: readonly CandidateDoubt[] | undefined;
  /** The numbers of the street, of a number or a street of which the data is at hand; in the order of the numbers. */
  readonly numbers?: (() => readonly StreetNumber[]) | undefined;
}

/**
 * Why a candidate may not be the address: a number that its street is not known to have, another kind of street (a cité
 * is no rue), a postcode of elsewhere, another number or name than those asked, or nothing that says in which commune.
 */
export type CandidateDoubt =
  | 'unknown-number'
  | 'other-type'
  | 'other-postcode'
  | 'other-number'
  | 'other-name'
  | 'no-commune';

/** A number of a street, where it stands best. */
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

/** What a position of the Base Adresse Nationale stands for (its `type_position`), and what we place ourselves. */
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

/** What is asked of a geocoder. */
export interface AddressQuestion {
  /** The address as a person types it. */
  readonly text: string;
  /** INSEE code of the commune, where it is known: nothing of another one is then an answer. */
  readonly citycode?: string | undefined;
  readonly postcode?: string | undefined;
  readonly type?: 'housenumber' | 'street' | 'locality' | 'municipality' | undefined;
  /** How many candidates at most. */
  readonly limit: number;
  /** The last word may be unfinished. */
  readonly autocomplete?: boolean;
  /** Near which, of equals, the nearer one comes first. WGS84 degrees. */
  readonly near?: { readonly lon: number; readonly lat: number } | undefined;
}

/** Finds addresses: the best first, none where nothing fits. Throws a GeocoderUnavailable when it cannot tell. */
export interface Geocoder {
  search(question: AddressQuestion): Promise<readonly Candidate[]>;
}

/** How many candidates of an address are asked for, to be judged: as many alike may hide others. */
export const MOST_CANDIDATES = 10;

/** The geocoder did not answer, which says nothing of the address. */
export class GeocoderUnavailable extends Error {
  override readonly name = 'GeocoderUnavailable';
  /** Seconds after which to ask again, where that is known. */
  readonly retryAfter: number | undefined;

  /** `message` is one French line, without the address. */
  constructor(message: string, retryAfter?: number) {
    super(message);
    this.retryAfter = retryAfter;
  }
}
