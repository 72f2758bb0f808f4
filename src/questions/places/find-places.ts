import { CITYCODE } from '../../address/codes.ts';
import { communesOfFrance } from '../../address/communes-of-france.ts';
import { articles, plainWordsOf } from '../../address/words.ts';
import { type BoundingBox, boundingBoxOf } from '../../geo/polygon.ts';
import type { Zone } from '../../zones/zone.ts';
import { isWithin, type Zones } from '../../zones/zones.ts';
import { PlaceNames } from './place-names.ts';

/**
 * Returns the quarters and the communes that a text names or begins to name, the best first: quarters of all
 * generations, or those in force on `date`; the communes whose shape is loaded, and any commune of France by its whole
 * name, present or former, or its code. An empty text returns the quarters of the agglomeration.
 */
export function findPlaces(text: string, { zones, date, limit }: PlacesOptions): PlaceBody[] {
  const isAsked = ({ zone }: ListedQuarter) => date === undefined || isWithin(date, zone.inForce);
  const { quarters, names } = namesIn(zones);
  if (text.trim() === '') {
    const ours = new Set(
      zones.communes.areas.filter(({ agglomeration }) => agglomeration).map((area) => area.citycode),
    );
    return quarters
      .filter((quarter) => isAsked(quarter) && quarter.zone.communes.some((citycode) => ours.has(citycode)))
      .slice(0, limit)
      .map((quarter) => toQuarterBody(quarter, zones, 'begun'));
  }
  const id = text.trim().toUpperCase();
  const byId = quarters.filter((quarter) => quarter.zone.id === id && isAsked(quarter));
  const found = names.find(text).filter(({ value }) => typeof value === 'string' || isAsked(value));
  const byName = found.map(({ value, errors, isWhole }) => {
    const match = errors > 0 ? 'similar' : isWhole ? 'whole' : 'begun';
    return typeof value === 'string' ? toCommuneBody(value, zones, match) : toQuarterBody(value, zones, match);
  });
  const known = byId.length > 0 ? byId.map((quarter) => toQuarterBody(quarter, zones, 'whole')) : byName;
  const isCommune = known.some(({ type, match }) => type === 'commune' && match === 'whole');
  const whole = isCommune ? [] : communesNamed(text, zones);
  const isExact = whole.length > 0 || known.some(({ match }) => match !== 'similar');
  const places = known.filter(({ match }) => match !== 'similar' || !isExact);
  const listed = new Set(places.flatMap((place) => (place.type === 'commune' ? [place.citycode] : [])));
  return [...places, ...whole.filter(({ citycode }) => !listed.has(citycode))].slice(0, limit);
}

export interface PlacesOptions {
  readonly zones: Zones;
  /** Selects the quarters in force on that day. */
  readonly date: string | undefined;
  readonly limit: number;
}

/** How a text fits: it is a whole name, it begins or contains a part of one, or it resembles one. */
export type PlaceMatch = 'whole' | 'begun' | 'similar';

export type PlaceBody = QuarterBody | CommuneBody;

export interface QuarterBody extends Framed {
  readonly type: 'quarter';
  readonly id: string;
  readonly kind: Zone['kind'];
  readonly generation: string;
  /** The official spelling. */
  readonly name: string;
  readonly usualName: string;
  readonly communes: readonly { readonly citycode: string; readonly name: string }[];
  readonly inForce: Zone['inForce'];
  readonly perimeter: 'drawn' | 'missing';
  readonly match: PlaceMatch;
}

export interface CommuneBody extends Framed {
  readonly type: 'commune';
  readonly citycode: string;
  readonly name: string;
  /** Null where the data does not tell. */
  readonly agglomeration: boolean | null;
  readonly match: PlaceMatch;
  readonly notices: readonly { readonly code: string; readonly message: string }[];
}

interface Framed {
  /** The middle of `bbox`, in WGS84 degrees. */
  readonly center: readonly [lon: number, lat: number] | null;
  readonly bbox: BoundingBox | null;
}

interface ListedQuarter {
  readonly zone: Zone;
  readonly box: BoundingBox | null;
}

interface NamedPlaces {
  /** Of the latest generation first, by kind and name. */
  readonly quarters: readonly ListedQuarter[];
  /** Quarters, and communes by their INSEE code. */
  readonly names: PlaceNames<ListedQuarter | string>;
}

function namesIn(zones: Zones): NamedPlaces {
  let known = made.get(zones);
  if (known === undefined) {
    known = namedPlaces(zones);
    made.set(zones, known);
  }
  return known;
}

const made = new WeakMap<Zones, NamedPlaces>();

function namedPlaces(zones: Zones): NamedPlaces {
  const quarters = zones.generations
    .toReversed()
    .flatMap(({ drawn, missing }) =>
      [...drawn, ...missing.map((zone) => ({ zone, box: null }))]
        .map(({ zone, box }): ListedQuarter => ({ zone, box }))
        .sort((a, b) => inFrenchOrder(b.zone.kind, a.zone.kind) || inFrenchOrder(a.zone.usualName, b.zone.usualName)),
    );
  const communes = zones.communes.areas.toSorted((a, b) => inFrenchOrder(a.name, b.name));
  const names = new PlaceNames<ListedQuarter | string>([
    ...quarters.map((quarter) => ({
      value: quarter,
      names: [quarter.zone.name, quarter.zone.usualName, ...quarter.zone.spellings],
      surroundings: quarter.zone.communes.map((citycode) => nameOf(citycode, zones) ?? ''),
      isQuarter: true,
    })),
    ...communes.map(({ citycode, name }) => ({ value: citycode, names: [name], surroundings: [], isQuarter: false })),
  ]);
  return { quarters, names };
}

const inFrenchOrder = new Intl.Collator('fr', { numeric: true }).compare;

/** Today's communes by a whole name, present or former, or by an INSEE code or a postcode. */
function communesNamed(text: string, zones: Zones): CommuneBody[] {
  const france = communesOfFrance();
  const code = text.trim().toUpperCase();
  if (CITYCODE.test(code)) {
    const today = france.today(code);
    const named = nameOf(today, zones) === undefined ? [] : [toCommuneBody(today, zones, 'whole', code)];
    const byPostcode = france.ofPostcode(code).filter((citycode) => citycode !== today);
    return [...byPostcode.map((citycode) => toCommuneBody(citycode, zones, 'whole')), ...named];
  }
  // No commune has a figure in its name: the text is an address.
  if (/\d/.test(text)) return [];
  const words = plainWordsOf(text).filter((word) => !articles.has(word) && word !== 'commune' && word !== 'mairie');
  if (words.length === 0) return [];
  const former = france.formerlyNamed(words);
  const codes = new Set([...france.named(words), ...former.map(({ citycode }) => citycode)]);
  return [...codes].map((citycode) => {
    const formerName = former.find((one) => one.citycode === citycode)?.name;
    return toCommuneBody(citycode, zones, 'whole', undefined, formerName);
  });
}

function nameOf(citycode: string, zones: Zones): string | undefined {
  return zones.communes.nameOf(citycode) ?? communesOfFrance().nameOf(citycode);
}

function toQuarterBody({ zone, box }: ListedQuarter, zones: Zones, match: PlaceMatch): QuarterBody {
  const { id, kind, generation, name, usualName, communes, inForce } = zone;
  return {
    type: 'quarter',
    ...{ id, kind, generation, name, usualName },
    communes: communes.map((citycode) => ({ citycode, name: nameOf(citycode, zones) ?? `commune ${citycode}` })),
    inForce,
    perimeter: box === null ? 'missing' : 'drawn',
    match,
    ...framed(box),
  };
}

/** `stated` is the code that was given, which may be a former one; `formerName` a name that is no longer its own. */
function toCommuneBody(
  citycode: string,
  zones: Zones,
  match: PlaceMatch,
  stated = citycode,
  formerName?: string,
): CommuneBody {
  const area = zones.communes.areas.find((known) => known.citycode === citycode);
  const name = nameOf(citycode, zones)!;
  const today = `${name} (${citycode})`;
  return {
    type: 'commune',
    citycode,
    name,
    agglomeration: area?.agglomeration ?? (zones.communes.areContoursComplete ? false : null),
    match,
    notices: [
      ...(stated === citycode
        ? []
        : [{ code: 'former-citycode', message: `Le code ${stated} est un ancien code : la commune est ${today}.` }]),
      ...(formerName === undefined
        ? []
        : [{ code: 'former-commune', message: `« ${formerName} » est un ancien nom : la commune est ${today}.` }]),
    ],
    ...framed(area ? boundingBoxOf(area.shape) : null),
  };
}

function framed(bbox: BoundingBox | null): Framed {
  if (bbox === null) return { center: null, bbox };
  const [west, south, east, north] = bbox;
  const middle = (a: number, b: number) => Math.round(((a + b) / 2) * 1e6) / 1e6;
  return { center: [middle(west, east), middle(south, north)], bbox };
}
