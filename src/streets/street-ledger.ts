import type { Candidate, StreetNumber } from '../address/candidate.ts';
import { departementOf } from '../address/local/address-file.ts';
import { type StreetInZone, type StreetStatus, streetInZone, streetStatuses } from '../address/local/ledger.ts';
import type { LocalAddresses } from '../address/local/local-addresses.ts';
import { uncertaintyOf } from '../address/uncertainty.ts';
import { departementsLabel } from '../french/labels.ts';
import { isInBox } from '../geo/bounding-box.ts';
import { boundaryDistance } from '../geo/distance.ts';
import { grownBox } from '../geo/ground.ts';
import type { BoundingBox } from '../geo/polygon.ts';
import { type Hypothesis, hypothesesAt } from '../situation/hypotheses.ts';
import type { Reason } from '../situation/situation.ts';
import { BEYOND_COMMUNE } from '../zones/communes.ts';
import { territoryOf } from '../zones/territories.ts';
import type { Kind, PerimeterStatus, Zone } from '../zones/zone.ts';
import { type DrawnZone, type GenerationZones, generationOn, isWithin, type Zones } from '../zones/zones.ts';
import { NoLedger } from './no-ledger.ts';
import { notesOf } from './notes.ts';
import { type ZoneOnDay, zonesOnDay } from './zone-on-day.ts';

export type { StreetInZone, StreetStatus } from '../address/local/ledger.ts';
export { NoLedger } from './no-ledger.ts';
export { zoneOnDay } from './zone-on-day.ts';

/**
 * Lists the streets of a zone: entirely or partly in it, along its limit, or with a number that may be in it; with
 * `withBand`, those of its band too. A zone without a perimeter has no known streets: it is then `unknown`. Throws a
 * NoLedger where none of its addresses is loaded.
 */
export function streetsOfZone(
  { zone, drawn, date }: ZoneOnDay,
  zones: Zones,
  book: StreetBook,
  { withBand = false }: { readonly withBand?: boolean } = {},
): ZoneLedger {
  const { loadedOn, departements } = book.about;
  const elsewhere = zone.communes.filter((citycode) => !departements.includes(departementOf(citycode)));
  if (elsewhere.length === zone.communes.length) throw notLoaded(elsewhere, departements);
  const limit = drawn && limitOf(drawn, date, zones, withBand ? zones.distances.band : 0);
  const streets = limit === null ? [] : streetsBeside(limit, book, withBand ? mayBeNear : mayBeIn);
  const { status, precision } = drawn?.perimeter ?? { status: 'missing', precision: null };
  const unknown = drawn === null ? [zone] : [];
  return {
    date,
    generation: zone.generation,
    dataVersion: zones.dataVersion,
    addresses: { loadedOn, departements },
    zone: { ...zoneName(zone), perimeter: { status, precision } },
    unknown: unknown.map(({ id }) => id),
    notes: notesOf({ found: streets, met: [{ zone, drawn }], unknown, elsewhere }, date, zones, book),
    attribution: attributionOf([drawn]),
    streets,
  };
}

/**
 * Lists every street of a commune, or those with a given name, with the zones in force that contain it, that it limits,
 * or whose band contains it. Throws a NoLedger where the commune has no address.
 */
export function streetsOfCommune(
  { citycode, name, date }: { readonly citycode: string; readonly name?: string | undefined; readonly date: string },
  zones: Zones,
  book: StreetBook,
): CommuneLedger {
  const { loadedOn, departements } = book.about;
  if (!departements.includes(departementOf(citycode))) throw notLoaded([citycode], departements);
  const city = book.cityOf(citycode);
  if (city === null)
    throw new NoLedger('not-found', `La commune ${citycode} n’a pas d’adresse dans celles chargées ici.`);
  const inForce = zonesOnDay(zones, date);
  const limits = inForce.flatMap(({ drawn }) => (drawn ? [limitOf(drawn, date, zones, zones.distances.band)] : []));
  const streets = book.streetsOf(citycode, name).map((street) => situated(street, date, zones, limits));
  const current = generationIn(citycode, date, zones);
  const ids = new Set(streets.flatMap((street) => [...street.zones.map(({ id }) => id), ...street.unknown]));
  const named = inForce.filter(({ zone }) => ids.has(zone.id));
  const missing = named.filter(({ drawn }) => drawn === null).map(({ zone }) => zone);
  const unknown = [
    ...(current === null ? ['no-generation' as const] : []),
    ...missing.filter(({ id }, i) => missing.findIndex((other) => other.id === id) === i),
    ...(ids.has('coverage') ? ['coverage' as const] : []),
  ];
  const found = streets.flatMap((street) => street.zones);
  return {
    date,
    generation: current?.generation.id ?? null,
    dataVersion: zones.dataVersion,
    addresses: { loadedOn, departements },
    commune: { citycode, city },
    notes: notesOf({ citycode, found, met: named, unknown, elsewhere: [] }, date, zones, book),
    attribution: attributionOf(inForce.map(({ drawn }) => drawn)),
    streets: streets.sort(inOrder),
  };
}

/** Source of the streets: the local addresses. */
export type StreetBook = Pick<LocalAddresses, 'about' | 'cityOf' | 'streetsNear' | 'streetsOf'>;

interface Ledger {
  readonly date: string;
  /** Null when none is in force on the date. */
  readonly generation: string | null;
  readonly dataVersion: string;
  readonly addresses: { readonly loadedOn: string; readonly departements: readonly string[] };
  readonly notes: readonly Reason[];
  /** Attribution of the addresses and the perimeters. */
  readonly attribution: string;
}

export interface ZoneLedger extends Ledger {
  readonly zone: ZoneName & {
    readonly perimeter: { readonly status: PerimeterStatus; readonly precision: number | null };
  };
  /** The zone, when its perimeter is not drawn. */
  readonly unknown: readonly string[];
  readonly streets: readonly ZoneStreet[];
}

export interface CommuneLedger extends Ledger {
  readonly commune: { readonly citycode: string; readonly city: string };
  readonly streets: readonly CommuneStreet[];
}

export interface StreetName {
  readonly name: string;
  readonly citycode: string;
  readonly city: string;
  /** Former commune, merged into this one, where the street lies. */
  readonly oldcity: string | null;
  readonly postcode: string;
}

export interface ZoneName {
  readonly id: string;
  readonly kind: Kind;
  readonly name: string;
}

export interface ZoneStreet extends StreetName, StreetInZone {
  readonly zone: ZoneName;
}

export interface CommuneStreet extends StreetName {
  /** The strongest status among its zones; `unknown` where it is in none of them but may be in one of `unknown`. */
  readonly status: StreetStatus | 'unknown';
  readonly numbers: { readonly known: number };
  /** Zones that contain it, that it limits, or whose band contains it, surely or possibly. */
  readonly zones: readonly (ZoneName & StreetInZone)[];
  /**
   * Ids of zones without a perimeter that could change the status, and `coverage` where the loaded zones are
   * incomplete.
   */
  readonly unknown: readonly string[];
}

/** A drawn zone for comparison with streets, with a box that contains everything within `metres` of it. */
interface Limit {
  readonly zone: Zone;
  readonly box: BoundingBox;
  standingOf(street: Pick<Candidate, 'citycode'>, numbers: readonly StreetNumber[]): StreetInZone;
}

function limitOf({ zone, perimeter, box }: DrawnZone, date: string, zones: Zones, metres: number): Limit {
  const { precision, geometry } = perimeter;
  const distanceTo = (lon: number, lat: number) => boundaryDistance(geometry, lon, lat);
  // Where the law leaves open whether the zone counts, no street is surely in it.
  const isDoubtful = zone.doubts.some((doubt) => isWithin(date, doubt));
  return {
    zone,
    box: grownBox(box, metres + precision + MOST_UNCERTAIN),
    standingOf({ citycode }, numbers) {
      const deepest = zone.communes.includes(citycode) ? undefined : BEYOND_COMMUNE;
      const isElsewhere = ({ lon, lat, uncertainty }: StreetNumber) =>
        zones.communes.excludes(citycode, lon, lat, uncertainty);
      const standing = streetInZone(numbers, { distanceTo, precision, deepest, isElsewhere }, zones.distances);
      return isDoubtful ? { ...standing, certainty: 'review' } : standing;
    },
  };
}

/** Metres: the largest uncertainty of a number in an address file. */
const MOST_UNCERTAIN = uncertaintyOf.interpolated;

function streetsBeside(limit: Limit, book: StreetBook, isListed: (standing: StreetInZone) => boolean): ZoneStreet[] {
  return book
    .streetsNear(limit.box)
    .map((street) => ({ street, standing: limit.standingOf(street, numbersOf(street)) }))
    .filter(({ standing }) => isListed(standing))
    .map(({ street, standing }) => ({ ...streetName(street), zone: zoneName(limit.zone), ...standing }))
    .sort(inOrder);
}

/** A street of a commune, with its zones. */
function situated(street: Candidate, date: string, zones: Zones, limits: readonly Limit[]): CommuneStreet {
  const numbers = numbersOf(street);
  const found = limits
    .filter(({ box }) => numbers.some(({ lon, lat }) => isInBox(box, lon, lat)))
    .map(({ zone, standingOf }) => ({ zone, standing: standingOf(street, numbers) }))
    .filter(({ standing }) => mayBeNear(standing))
    .sort((a, b) => streetStatuses.indexOf(a.standing.status) - streetStatuses.indexOf(b.standing.status));
  const status = found[0]?.standing.status ?? 'outside';
  const unknown = unknownOf(street, date, zones, found, status);
  const isUnknown = generationIn(street.citycode, date, zones) === null || (unknown.length > 0 && !isIn(status));
  return {
    ...streetName(street),
    status: isUnknown ? 'unknown' : status,
    numbers: { known: numbers.length },
    zones: found.map(({ zone, standing }) => ({ ...zoneName(zone), ...standing })),
    unknown,
  };
}

function generationIn(citycode: string, date: string, zones: Zones): GenerationZones | null {
  return generationOn(zones, date, territoryOf(zones.territories, citycode));
}

function isIn(status: StreetStatus): boolean {
  return status === 'inside' || status === 'partly' || status === 'limit';
}

function mayBeIn({ possibleStatuses }: StreetInZone): boolean {
  return possibleStatuses.some(isIn);
}

function mayBeNear({ possibleStatuses }: StreetInZone): boolean {
  return possibleStatuses.some((status) => status !== 'outside');
}

/** Zones that could change the status of a street: those without a perimeter, and those that are not loaded. */
function unknownOf(
  { citycode, lon, lat, uncertainty }: Candidate,
  date: string,
  zones: Zones,
  found: readonly { readonly zone: Zone; readonly standing: StreetInZone }[],
  status: StreetStatus,
): string[] {
  const current = generationIn(citycode, date, zones);
  if (current === null) return [];
  const containers = found.filter(({ standing }) => standing.status === 'inside' && standing.certainty === 'firm');
  const container = containers.some(({ zone }) => zone.kind === 'qpv') ? 'qpv' : (containers[0]?.zone.kind ?? null);
  const communes = [{ citycode, inAgglomeration: zones.communes.isInAgglomeration(citycode) }];
  const hypotheses = hypothesesAt({ lon, lat, uncertainty, citycode }, date, zones, current, communes, container);
  const counts = ({ state: { distance } }: Hypothesis) =>
    status === 'outside' ? distance < zones.distances.band : distance <= 0;
  return [...new Set(hypotheses.filter(counts).map(({ cause }) => cause))];
}

function numbersOf(street: Candidate): readonly StreetNumber[] {
  return street.numbers?.() ?? [];
}

function streetName({ name, citycode, city, oldcity, postcode }: Candidate): StreetName {
  return { name, citycode, city, oldcity, postcode };
}

function zoneName({ id, kind, name }: Zone): ZoneName {
  return { id, kind, name };
}

function inOrder(a: StreetName, b: StreetName): number {
  return (
    FRENCH.compare(a.city, b.city) ||
    FRENCH.compare(a.name, b.name) ||
    FRENCH.compare(a.oldcity ?? '', b.oldcity ?? '') ||
    FRENCH.compare(a.postcode, b.postcode)
  );
}

const FRENCH = new Intl.Collator('fr', { numeric: true });

function attributionOf(drawn: readonly (DrawnZone | null)[]): string {
  const perimeters = drawn.flatMap((one) =>
    one === null ? [] : [`${one.perimeter.source}, ${one.perimeter.licence}`],
  );
  return [...new Set(['Base Adresse Nationale, Licence Ouverte 2.0', ...perimeters])].join(' ; ');
}

function notLoaded(citycodes: readonly string[], departements: readonly string[]): NoLedger {
  const missing = [...new Set(citycodes.map(departementOf))];
  const all = [...departements, ...missing].sort();
  return new NoLedger(
    'no-addresses',
    `Les adresses chargées ici sont celles de : ${departementsLabel(departements)} ; ` +
      `il y manque : ${departementsLabel(missing)}. « perimetre data update --only addresses ` +
      `--departement ${all.join()} » les charge toutes.`,
  );
}
