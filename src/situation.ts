import { boundaryDistance } from './geo/distance.ts';
import { type Footprint, footprintBox, footprintCentre, measureFootprint } from './geo/footprint.ts';
import type { BoundingBox, MultiPolygon } from './geo/polygon.ts';
import { type CommuneCandidate, possibleCommunes } from './zones/communes.ts';
import { unloadedZonesAt } from './zones/coverage.ts';
import type { Doubt, Kind, PerimeterStatus, Zone } from './zones/zone.ts';
import {
  type DrawnZone,
  type GenerationZones,
  generationOn,
  INDEX_MARGIN,
  isWithin,
  type Zones,
} from './zones/zones.ts';

/**
 * What is true of a place on a date (`YYYY-MM-DD`): the zones in force that it is in or near, and every state that it can be in
 * within the doubt of the data. Pure: no clock, no file, no network.
 */
export function situationOf(place: Place, date: string, zones: Zones): Situation {
  const current = generationOn(zones, date);
  const measured = current ? measureZones(place, date, zones, current) : [];
  const streetSide = streetSideOf(place, measured, zones);
  const possible = measured.map((zone) => possibleStates(zone, streetSide, zones));
  const drawn: State[] = possible.map((states) => states[0]!);
  const farthest: State[] = possible.map((states) => states.at(-1)!);
  const container = kindOfContainer(farthest);
  const { candidates, contradicts } = possibleCommunes(zones.communes, ...centreOf(place), place.citycode);
  const communes = narrowed(candidates, measured, farthest);
  const hypotheses = hypothesesAt(place, date, zones, current, communes, container);

  const { band, near } = zones.distances;
  const worlds = worldsOf(drawn, farthest, possible, hypotheses, near);
  const tierDrawn = tierOf(drawn, band);
  const tierFarthest = tierOf(farthest, band);
  const deciding = hypotheses.filter(({ state }) => tierOf([...farthest, state], band) !== tierFarthest);
  const unknown = current ? [...new Set(deciding.map(({ cause }) => cause))] : [];
  const isUnknown = current === null || (unknown.length > 0 && !isInsideTier(tierDrawn));
  const tiersOfWorlds = new Set(worlds.map((world) => tierOf(world, band)));
  const possibleTiers = current ? tiers.filter((tier) => tiersOfWorlds.has(tier)) : [...tiers];

  return {
    date,
    generation: current?.generation.id ?? null,
    dataVersion: zones.dataVersion,
    tier: isUnknown ? 'unknown' : tierDrawn,
    certainty: possibleTiers.length === 1 && !isUnknown ? 'firm' : 'review',
    possibleTiers,
    zones: measured
      .map((zone, i) => toSituatedZone(zone, possible[i]!, zones))
      .filter((zone) => zone !== null)
      .sort((a, b) => nearness(a) - nearness(b) || (a.id < b.id ? -1 : 1)),
    unknown,
    reasons: reasonsFor({ place, date, zones, current, measured, possible, deciding, contradicts }),
    memberships: worlds.flatMap((world) =>
      communes.map(
        ({ citycode, inAgglomeration }): Membership => ({
          commune: citycode,
          inAgglomeration,
          extent: 'geometry' in place ? 'footprint' : 'point',
          generation: current && { from: current.generation.from, to: current.generation.to },
          zones: world,
        }),
      ),
    ),
  };
}

export type Place = PointPlace | FootprintPlace;

export interface PointPlace {
  /** WGS84 degrees. */
  readonly lon: number;
  readonly lat: number;
  /** Ground metres within which the true position lies. */
  readonly uncertainty: number;
  /** INSEE code of the commune, where it is known otherwise than by the position. */
  readonly citycode?: string | undefined;
  /** Where the address stands on a street that is itself a limit. */
  readonly streetSide?: 'inner' | 'outer' | 'unknown' | undefined;
}

/** A building, a plot, a street works: a drawn place. */
export interface FootprintPlace {
  readonly geometry: Footprint;
  readonly uncertainty: number;
  readonly citycode?: string | undefined;
}

/** The situation in one word, after the strongest local funding that the place opens; the strongest first. */
export const tiers = ['bop-147', 'fcs-only', 'fonds-de-concours', 'none'] as const;
export type Tier = (typeof tiers)[number] | 'unknown';

export interface Situation {
  readonly date: string;
  /** Null when no generation is in force on the date. */
  readonly generation: string | null;
  readonly dataVersion: string;
  readonly tier: Tier;
  readonly certainty: 'firm' | 'review';
  readonly possibleTiers: readonly Tier[];
  /** Those that contain the place or whose limit is near it, the nearest limit first. */
  readonly zones: readonly SituatedZone[];
  /** Ids of zones without a perimeter that could change the tier, and `coverage` where loaded zones are not complete. */
  readonly unknown: readonly string[];
  readonly reasons: readonly Reason[];
  /** Every state of the place that the data allows, the one it draws first. */
  readonly memberships: readonly Membership[];
}

export interface SituatedZone {
  readonly id: string;
  readonly kind: Kind;
  readonly name: string;
  readonly relation: 'inside' | 'band' | 'near';
  /** Of a point: ground metres to the limit, to the millimetre, negative inside. */
  readonly boundaryDistance?: number;
  /** Of a footprint: how much of it lies inside, 0 to 1; ground metres from its nearest and farthest points, 0 inside. */
  readonly share?: number;
  readonly nearest?: number;
  readonly farthest?: number;
  readonly certainty: 'firm' | 'review';
  readonly perimeter: { readonly status: PerimeterStatus; readonly precision: number };
}

export interface Reason {
  /** Stable, English, in kebab-case. */
  readonly code: string;
  /** French, for a person. */
  readonly message: string;
}

/** One possible state of a place, as a rule sees it: no coordinate, only how far it lies from the zones in force. */
export interface Membership {
  /** Null for a commune that the data cannot name. */
  readonly commune: string | null;
  readonly inAgglomeration: boolean;
  readonly extent: 'point' | 'footprint';
  readonly generation: { readonly from: string; readonly to: string | null } | null;
  readonly zones: readonly Member[];
}

/** Signed ground metres to the limit of one zone, negative inside. */
export interface Member {
  /** Null for a zone that may exist where the loaded zones are not complete. */
  readonly id: string | null;
  readonly kind: Kind;
  readonly name: string | null;
  /** Of the part of the place that this membership looks at; of its nearest and of its farthest part. */
  readonly distance: number;
  readonly nearest: number;
  readonly farthest: number;
}

/** Of one zone in one possible state of the place; null when the zone does not count there. */
type State = Member | null;

/** A drawn zone in force, measured from the place. */
interface Measured {
  readonly drawn: DrawnZone;
  readonly doubts: readonly Doubt[];
  /** Of a footprint only. */
  readonly share?: number;
  readonly nearest: number;
  readonly farthest: number;
  /** Metres: the uncertainty of the place and the precision of the perimeter. */
  readonly doubt: number;
}

/** A zone that nobody has drawn and that may be here. `cause` is its id, or `coverage`. */
interface Hypothesis {
  readonly cause: string;
  readonly name: string | null;
  readonly state: Member;
}

/** The tier that a state of the place opens, for a band of `band` metres. */
function tierOf(states: readonly State[], band: number): (typeof tiers)[number] {
  let nearest = Number.POSITIVE_INFINITY;
  let isInQic = false;
  for (const state of states) {
    if (state === null) continue;
    if (state.distance <= 0) {
      if (state.kind === 'qpv') return 'bop-147';
      isInQic = true;
    }
    if (state.distance < nearest) nearest = state.distance;
  }
  if (isInQic) return 'fcs-only';
  return nearest < band ? 'fonds-de-concours' : 'none';
}

function isInsideTier(tier: Tier): boolean {
  return tier === 'bop-147' || tier === 'fcs-only';
}

/** Every drawn zone in force on the date that can count: inside, or nearer than the listing distance and the doubt. */
function measureZones(place: Place, date: string, zones: Zones, current: GenerationZones): Measured[] {
  const { near } = zones.distances;
  const found: Measured[] = [];
  const keep = (drawn: DrawnZone, measure: { share?: number; nearest: number; farthest: number }) => {
    const doubt = place.uncertainty + drawn.perimeter.precision;
    if (measure.nearest < near + doubt && isWithin(date, drawn.zone.inForce)) {
      const doubts = drawn.zone.doubts.filter((period) => isWithin(date, period));
      found.push({ drawn, doubts, doubt, ...measure });
    }
  };
  if ('geometry' in place) {
    const box = footprintBox(place.geometry);
    for (const drawn of candidateZones(box, date, zones, current, place.uncertainty)) {
      keep(drawn, measureFootprint(place.geometry, drawn.perimeter.geometry));
    }
    return found;
  }
  const { lon, lat } = place;
  if (place.uncertainty + current.coarsest <= INDEX_MARGIN) {
    const count = current.index.locate(lon, lat);
    for (let i = 0; i < count; i++) {
      const distance = current.index.distances[i]!;
      keep(current.drawn[current.index.shapes[i]!]!, { nearest: distance, farthest: distance });
    }
    for (const drawn of outliving(date, zones, current)) keep(drawn, pointMeasure(drawn.perimeter.geometry, lon, lat));
    return found;
  }
  for (const drawn of candidateZones([lon, lat, lon, lat], date, zones, current, place.uncertainty)) {
    keep(drawn, pointMeasure(drawn.perimeter.geometry, lon, lat));
  }
  return found;
}

function pointMeasure(shape: MultiPolygon, lon: number, lat: number): { nearest: number; farthest: number } {
  const distance = boundaryDistance(shape, lon, lat);
  return { nearest: distance, farthest: distance };
}

function candidateZones(box: BoundingBox, date: string, zones: Zones, current: GenerationZones, uncertainty: number) {
  const metres = zones.distances.near + uncertainty + current.coarsest;
  return [...current.near(box, metres).map((position) => current.drawn[position]!), ...outliving(date, zones, current)];
}

/** Drawn zones of other generations that the law leaves in force, or in doubt, on the date. */
function outliving(date: string, zones: Zones, current: GenerationZones): DrawnZone[] {
  return zones.generations.flatMap((other) =>
    other === current ? [] : other.outliving.filter(({ zone }) => isWithin(date, zone.inForce)),
  );
}

/**
 * The states of the place towards one zone, those that rules can tell apart: the one drawn first, then the others from
 * the nearest to the farthest.
 */
function possibleStates(measured: Measured, streetSide: PointPlace['streetSide'], zones: Zones): State[] {
  const limits = [0, zones.distances.band, zones.distances.near];
  const classOf = (distance: number) => (distance <= 0 ? 0 : distance < limits[1]! ? 1 : distance < limits[2]! ? 2 : 3);
  const { nearest, farthest, doubt } = measured;
  const { id, kind, name } = measured.drawn.zone;
  const states = new Map<string, Member>();
  const add = (distance: number, near: number, far: number) => {
    const key = `${classOf(distance)}${classOf(near)}${classOf(far)}`;
    if (!states.has(key)) states.set(key, { id, kind, name, distance, nearest: near, farthest: far });
  };
  for (const shift of shifts([nearest, farthest], doubt, limits)) {
    const near = nearest + shift;
    const far = farthest + shift;
    add(near, near, far);
    for (const limit of limits) if (near < limit && limit < far) add(limit, near, far);
    if (near < 0 && far > 0) add(Math.min(far, limits[1]! / 2), near, far);
    add(far, near, far);
  }
  let members = [...states.values()];
  if (streetSide) members = onTheSide(members, streetSide, measured, zones);
  const [drawn, ...others] = members;
  const ordered: State[] = [drawn!, ...others.sort((a, b) => a.distance - b.distance || a.farthest - b.farthest)];
  // A farther state closes the list, so that the last one is always the farthest: the drawn one where no other is farther.
  if (measured.doubts.length > 0) ordered.push(null);
  else if (ordered.length > 1 && ordered.at(-1)!.distance < drawn!.distance) ordered.push(drawn!);
  return ordered;
}

/**
 * By how many metres a measure may be wrong, one value for each side of each limit that it can fall on: zero first, then
 * the limits that the doubt reaches, the middles between those, and the ends.
 */
function shifts(measures: readonly number[], doubt: number, limits: readonly number[]): number[] {
  if (doubt === 0) return [0];
  const crossings = limits
    .flatMap((limit) => measures.map((measure) => limit - measure))
    .filter((shift) => -doubt < shift && shift < doubt);
  if (crossings.length === 0) return [0, -doubt, doubt];
  const ends = [-doubt, ...crossings, doubt].sort((a, b) => a - b);
  const middles = ends.slice(1).map((end, i) => (end + ends[i]!) / 2);
  return [0, ...ends, ...middles];
}

/** The side of the street that a person states; where two quarters share the street, it does not say of which. */
function streetSideOf(place: Place, measured: readonly Measured[], zones: Zones): PointPlace['streetSide'] {
  if (!('streetSide' in place) || place.streetSide === undefined) return undefined;
  const limits = measured.filter(({ nearest }) => Math.abs(nearest) <= zones.distances.limitStreet);
  return limits.length > 1 ? 'unknown' : place.streetSide;
}

/**
 * What a person says of the side of the street: it settles a limit that the doubt reaches; against a limit that the data
 * draws a few metres away it raises a doubt, and settles nothing. It says nothing of a limit farther than half a street,
 * nor of a place so vague that it may not be in that street.
 */
function onTheSide(
  members: Member[],
  side: NonNullable<PointPlace['streetSide']>,
  measured: Measured,
  zones: Zones,
): Member[] {
  const { limitStreet } = zones.distances;
  if (Math.abs(measured.nearest) > limitStreet || measured.doubt > limitStreet) return members;
  const isReached = Math.abs(measured.nearest) <= measured.doubt;
  const { id, kind, name } = measured.drawn.zone;
  const at = (distance: number): Member => ({ id, kind, name, distance, nearest: distance, farthest: distance });
  const inner = members.find(({ distance }) => distance <= 0) ?? at(0);
  const outer = members.find(({ distance }) => distance > 0) ?? at(A_MILLIMETRE);
  if (side === 'inner') return isReached || measured.nearest <= 0 ? [inner] : [outer, inner];
  if (side === 'outer') return isReached || measured.nearest > 0 ? [outer] : [inner, outer];
  return measured.nearest <= 0 ? [inner, outer] : [outer, inner];
}

const A_MILLIMETRE = 0.001;

/**
 * The possible states of the place as a whole, each as the zones that count in it; the one drawn first. Then each state
 * of each zone with all other zones at their farthest. A verdict is the best that any zone gives, and a nearer zone
 * never gives less: every verdict that some mixture of states gives, one of these gives too.
 */
function worldsOf(
  drawn: readonly State[],
  farthest: readonly State[],
  possible: readonly State[][],
  hypotheses: readonly Hypothesis[],
  near: number,
): Member[][] {
  const counts = (state: State) => state !== null && state.distance < near;
  // A wide doubt reaches hundreds of zones, nearly all of which may be too far to count: the others are few.
  const surely = farthest.flatMap((state, i) => (counts(state) ? [{ i, state: state as Member }] : []));
  const worldWith = (i: number, state: State): Member[] => {
    const others = surely.filter((other) => other.i !== i).map((other) => other.state);
    return counts(state) ? [...others, state as Member] : others;
  };
  const unlike = drawn.filter((state, i) => state !== farthest[i]).length;
  const worlds = [drawn.filter(counts) as Member[]];
  if (unlike > 0) worlds.push(worldWith(-1, null));
  possible.forEach((states, i) => {
    for (const state of states) {
      const isFarthest = state === farthest[i] || !(counts(state) || counts(farthest[i]!));
      const isDrawn = unlike === 1 && state === drawn[i];
      if (!isFarthest && !isDrawn) worlds.push(worldWith(i, state));
    }
  });
  for (const { state } of hypotheses) worlds.push(worldWith(-1, state));
  return worlds;
}

/** The kind of the zone that contains the place for sure, the stronger one of two; null when none does. */
function kindOfContainer(farthest: readonly State[]): Kind | null {
  const containers = farthest.filter((state) => state !== null && state.distance <= 0);
  return containers.find((state) => state?.kind === 'qpv')?.kind ?? containers[0]?.kind ?? null;
}

/** The zones without a perimeter that may be here or near, and those that may exist where the loaded ones are not complete. */
function hypothesesAt(
  place: Place,
  date: string,
  zones: Zones,
  current: GenerationZones | null,
  communes: readonly CommuneCandidate[],
  container: Kind | null,
): Hypothesis[] {
  // No other zone is where a QPV is, and none gives more. A QIC is no QPV, but one may be near it.
  if (container === 'qpv') return [];
  const { band, near } = zones.distances;
  const inside = 0;
  const inBand = band / 2;
  const nearby = (band + near) / 2;
  const hypothesis = (cause: string, id: string | null, kind: Kind, name: string | null, distance: number) => ({
    cause,
    name,
    state: { id, kind, name, distance, nearest: distance, farthest: distance },
  });
  if (!current) {
    const kinds: Kind[] = ['qpv', 'qic'];
    return kinds.flatMap((kind) => [inside, inBand].map((d) => hypothesis('no-generation', null, kind, null, d)));
  }
  const [lon, lat, uncertainty] = centreOf(place);
  const hypotheses: Hypothesis[] = [];
  for (const zone of missingOn(date, zones, current)) {
    const here = communes.some(({ citycode }) => citycode !== null && zone.communes.includes(citycode));
    const least = zones.communes.leastDistance(zone.communes, lon, lat) - uncertainty;
    if (here) hypotheses.push(hypothesis(zone.id, zone.id, zone.kind, zone.name, inside));
    if (here || least < band) hypotheses.push(hypothesis(zone.id, zone.id, zone.kind, zone.name, inBand));
    if (zone.kind === 'qpv' && (here || least < near)) {
      hypotheses.push(hypothesis(zone.id, zone.id, zone.kind, zone.name, nearby));
    }
  }
  for (const kind of ['qpv', 'qic'] as const) {
    const unloaded = unloadedZonesAt(current.coverage[kind], lon, lat, uncertainty, communes, zones.communes, band);
    if (unloaded === 'anywhere') hypotheses.push(hypothesis('coverage', null, kind, null, inside));
    if (unloaded !== 'none') hypotheses.push(hypothesis('coverage', null, kind, null, inBand));
  }
  if (container === 'qic') return hypotheses.filter(({ state }) => state.kind === 'qpv' && state.distance > 0);
  return hypotheses;
}

function missingOn(date: string, zones: Zones, current: GenerationZones): Zone[] {
  const others = zones.generations.filter((other) => other !== current);
  return [...current.missing, ...others.flatMap((other) => other.outlivingMissing)].filter((zone) =>
    isWithin(date, zone.inForce),
  );
}

/** A zone that surely contains the place says which communes it can be in. */
function narrowed(
  candidates: readonly CommuneCandidate[],
  measured: readonly Measured[],
  farthest: readonly State[],
): readonly CommuneCandidate[] {
  const container = measured.find((_, i) => {
    const state = farthest[i];
    return state !== null && state !== undefined && state.distance <= 0;
  });
  const within = container
    ? candidates.filter(({ citycode }) => citycode !== null && container.drawn.zone.communes.includes(citycode))
    : [];
  return within.length > 0 ? within : candidates;
}

/** The middle of the place, and how far the place may reach from it, in metres. */
function centreOf(place: Place): [lon: number, lat: number, radius: number] {
  if (!('geometry' in place)) return [place.lon, place.lat, place.uncertainty];
  const { lon, lat, radius } = footprintCentre(place.geometry);
  return [lon, lat, radius + place.uncertainty];
}

function toSituatedZone(measured: Measured, states: readonly State[], zones: Zones): SituatedZone | null {
  const { band, near } = zones.distances;
  const { drawn, nearest, farthest, share } = measured;
  if (nearest >= near) return null;
  const relationOf = (distance: number) => (distance <= 0 ? 'inside' : distance < band ? 'band' : 'near');
  const relation = relationOf(states[0]?.distance ?? nearest);
  const isFirm = states.every((state) => state !== null && relationOf(state.distance) === relation);
  return {
    id: drawn.zone.id,
    kind: drawn.zone.kind,
    name: drawn.zone.name,
    relation,
    ...(share === undefined
      ? { boundaryDistance: toMillimetres(nearest) }
      : {
          share: Math.round(share * 10_000) / 10_000,
          nearest: toMillimetres(Math.max(0, nearest)),
          farthest: toMillimetres(Math.max(0, farthest)),
        }),
    certainty: isFirm ? 'firm' : 'review',
    perimeter: { status: drawn.perimeter.status, precision: drawn.perimeter.precision },
  };
}

/** Rounded to the millimetre; never minus zero. */
export function toMillimetres(metres: number): number {
  return Math.round(metres * 1000) / 1000 + 0;
}

function nearness(zone: SituatedZone): number {
  return Math.abs(zone.boundaryDistance ?? zone.nearest ?? 0);
}

interface Findings {
  readonly place: Place;
  readonly date: string;
  readonly zones: Zones;
  readonly current: GenerationZones | null;
  readonly measured: readonly Measured[];
  readonly possible: readonly State[][];
  readonly deciding: readonly Hypothesis[];
  readonly contradicts: boolean;
}

function reasonsFor({ date, zones, current, measured, possible, deciding, contradicts }: Findings): Reason[] {
  const reasons: Reason[] = [];
  const { band } = zones.distances;
  if (!current) {
    return [
      {
        code: 'no-generation',
        message: `Aucune géographie prioritaire connue du service n’était en vigueur le ${inFrench(date)}.`,
      },
    ];
  }
  const missing = new Map(deciding.filter(({ state }) => state.id !== null).map((h) => [h.cause, h]));
  for (const { cause, name } of missing.values()) {
    reasons.push({
      code: 'missing-perimeter',
      message: `Le périmètre du quartier « ${name} » (${cause}) n’est pas disponible : le lieu peut s’y trouver, ou en être à moins de ${band} m.`,
    });
  }
  const unloaded = deciding.filter(({ cause }) => cause === 'coverage');
  if (unloaded.length > 0) {
    const mayContain = unloaded.some(({ state }) => state.distance <= 0);
    reasons.push({
      code: 'coverage',
      message: mayContain
        ? 'Le lieu est hors du territoire où les quartiers chargés sont complets : il peut se trouver dans un quartier que le service ne connaît pas.'
        : `Le lieu est à moins de ${band} m du bord du territoire où les quartiers chargés sont complets : un quartier que le service ne connaît pas peut en être proche.`,
    });
  }
  measured.forEach((zone, i) => {
    const { id, name } = zone.drawn.zone;
    const quarter = `« ${name} » (${id})`;
    const relations = new Set(
      possible[i]!.map((state) => state && (state.distance <= 0 ? 0 : state.distance < band ? 1 : 2)),
    );
    if (relations.has(0) && (relations.has(1) || relations.has(2))) {
      reasons.push({
        code: 'limit-within-doubt',
        message: `La limite du quartier ${quarter} passe trop près pour dire de quel côté se trouve le lieu (doute : ${inMetres(zone.doubt)}).`,
      });
    }
    if (relations.has(2) && (relations.has(1) || relations.has(0))) {
      reasons.push({
        code: 'band-limit-within-doubt',
        message: `Le lieu est trop près de la distance de ${band} m au quartier ${quarter} pour dire s’il est en deçà (doute : ${inMetres(zone.doubt)}).`,
      });
    }
    const isListed = zone.nearest < zones.distances.near;
    for (const { code, message } of isListed ? zone.doubts : []) {
      if (!reasons.some((reason) => reason.code === code)) reasons.push({ code, message });
    }
    if (isListed && zone.drawn.perimeter.status === 'indicative') {
      reasons.push({ code: 'indicative-perimeter', message: `Le périmètre du quartier ${quarter} est indicatif.` });
    }
  });
  if (contradicts) {
    reasons.push({
      code: 'commune-contradicts',
      message: 'La commune indiquée ne correspond pas à la position : les deux sont examinées.',
    });
  }
  return reasons;
}

function inFrench(date: string): string {
  const [year, month, day] = date.split('-');
  return `${day}/${month}/${year}`;
}

function inMetres(metres: number): string {
  return `${String(Math.round(metres * 10) / 10).replace('.', ',')} m`;
}
