import { boundaryDistance } from '../geo/distance.ts';
import { compileIndex } from '../geo/index/compile-index.ts';
import type { ShapeIndex } from '../geo/index/shape-index.ts';
import type { MultiPolygon } from '../geo/polygon.ts';
import type { CommuneArea, Communes } from '../zones/communes.ts';
import type { Zone } from '../zones/zone.ts';
import { CLOSE, type GenerationZones, generationOn, INDEX_MARGIN, isWithin, type Zones } from '../zones/zones.ts';
import {
  type PointPlace,
  type Reason,
  type SituatedZone,
  type Situation,
  situationOf,
  type Tier,
  tiers,
} from './situation.ts';

export { MOST_PREFETCHED } from '../geo/index/shape-index.ts';

/**
 * Positions by the million on one date: the short form of `situationOf`, the same answer for every position, without
 * building what nobody reads. The plain cases are decided from the distances alone; wherever a limit lies within the
 * doubt, a commune is stated or the law hesitates, the whole situation is asked.
 */
export class Lookup {
  /** The answer to the last `at`. */
  tier: Tier = 'unknown';
  isFirm = false;
  possibleTiers: readonly Tier[] = [];
  /** Decided from the distances alone: no limit lies within a doubt, so that each zone's relation is firm. */
  isPlain = false;
  unknown: readonly string[] = [];
  reasons: readonly Reason[] = [];
  /** Zones found, the nearest limit first: `zoneCount` of them. */
  zoneCount = 0;
  readonly ids: string[] = [];
  readonly relations: SituatedZone['relation'][] = [];
  /** Ground metres to the limit, negative inside, not rounded. */
  readonly distances: number[] = [];

  readonly generation: string | null;
  readonly dataVersion: string;
  readonly #zones: Zones;
  readonly #date: string;
  readonly #plain: PlainCase | null;
  /** The answers of the parts of the plane where no limit is near, for a position of no zone. */
  readonly #uniform: (Remote | undefined)[] = [];
  /** The same for positions that are doubtful by some metres, by the commune that is stated of them. */
  readonly #remote = new Map<string, Map<number, Remote>>();
  readonly #unknowns = new Map<number, Pick<Situation, 'possibleTiers' | 'unknown' | 'reasons'>>();

  constructor(zones: Zones, date: string) {
    this.#zones = zones;
    this.#date = date;
    const current = generationOn(zones, date);
    this.generation = current?.generation.id ?? null;
    this.dataVersion = zones.dataVersion;
    this.#plain = current && plainCase(zones, current, date);
  }

  /** Answers for a position (WGS84 degrees), its uncertainty in metres and its commune where it is stated. */
  at(lon: number, lat: number, uncertainty = 0, citycode?: string): void {
    const plain = this.#plain;
    const isBare = uncertainty === 0 && citycode === undefined;
    this.isPlain = isBare && plain !== null && this.#decide(plain, lon, lat);
    if (this.isPlain) return;
    if (!isBare && plain !== null && this.#takeRemote(plain, lon, lat, uncertainty, citycode)) return;
    this.#take(situationOf({ lon, lat, uncertainty, citycode } satisfies PointPlace, this.#date, this.#zones));
  }

  /** Announces positions that `at` will be asked for, at most `MOST_PREFETCHED`, so that many are answered sooner; no answer depends on it. */
  prefetch(lons: Float64Array, lats: Float64Array, count: number): void {
    this.#plain?.index.prefetch(lons, lats, count);
  }

  /** False where the plain rules do not decide. */
  #decide(plain: PlainCase, lon: number, lat: number): boolean {
    const { index, precisions, isInForce, near, band } = plain;
    const found = index.locate(lon, lat);
    let count = 0;
    let tier: number = NONE;
    for (let i = 0; i < found; i++) {
      const zone = index.shapes[i]!;
      const distance = index.distances[i]!;
      const precision = precisions[zone]!;
      if (isInForce[zone] === 0) continue;
      if (plain.isIndicative[zone] === 1) return false;
      if (Math.abs(distance) <= precision || Math.abs(distance - band) <= precision) return false;
      if (distance >= near) continue;
      const itsTier =
        distance > 0 ? (distance < band ? BAND : NONE) : plain.isQpv[zone] === 1 ? INSIDE_QPV : INSIDE_QIC;
      if (itsTier < tier) tier = itsTier;
      this.#insert(count++, plain.ids[zone]!, distance, band);
    }
    this.zoneCount = count;
    this.tier = tiers[tier]!;
    this.isFirm = true;
    this.possibleTiers = ALONE[tier]!;
    this.unknown = NOTHING;
    this.reasons = NOTHING;
    if (tier === INSIDE_QPV || tier === INSIDE_QIC) return true;

    if (tier === NONE && this.#takeUniform(plain, lon, lat)) return true;
    const isCovered = plain.coverage === null || isInside(plain.coverage, lon, lat);
    const missing = plain.hasMissing ? this.#missingAt(plain, lon, lat, tier) : 0;
    if (missing !== 0 || !isCovered) this.#setUnknown(missing, tier, isCovered, lon, lat);
    return true;
  }

  /**
   * Answers for a position that no zone is near, doubtful by some metres or said to be in a commune, where every such position
   * has the same answer: the whole situation of the first one. False near a zone, or the limit of a commune.
   */
  #takeRemote(plain: PlainCase, lon: number, lat: number, uncertainty: number, citycode = ''): boolean {
    if (!isRemote(plain, lon, lat, uncertainty)) return false;
    const key = this.#remoteKey(plain, lon, lat, uncertainty);
    if (key < 0) return false;
    let known = this.#remote.get(citycode);
    if (!known) {
      // A file of codes that are none would keep as many.
      if (this.#remote.size >= 1000) this.#remote.clear();
      known = new Map();
      this.#remote.set(citycode, known);
    }
    let answer = known.get(key);
    if (!answer) {
      const place: PointPlace = { lon, lat, uncertainty, citycode: citycode || undefined };
      const { tier, certainty, possibleTiers, unknown, reasons } = situationOf(place, this.#date, this.#zones);
      answer = { tier, isFirm: certainty === 'firm', possibleTiers, unknown, reasons };
      known.set(key, answer);
    }
    this.zoneCount = 0;
    this.#takeAnswer(answer);
    return true;
  }

  /**
   * A number for all that the answer depends on where no zone is near: what is covered, which communes contain the position, and which
   * missing zones may be near it. -1 where it may be in one commune or another.
   */
  #remoteKey(plain: PlainCase, lon: number, lat: number, uncertainty: number): number {
    const { coverage, communes, hasMissing, band } = plain;
    const side = this.#zones.communes.sideOf(lon, lat, uncertainty);
    if (side < 0) return -1;
    const { interior, interiorShape } = this.#zones.communes;
    const isInner = isWellInside(interior, interiorShape, lon, lat, uncertainty);
    const isCovered =
      coverage === interior
        ? isInner
        : coverage === null || isWellInside(coverage, plain.coverageShape!, lon, lat, uncertainty);
    let near = 0;
    if (hasMissing) {
      if (uncertainty + this.#zones.communes.coarsest > communes.index.reach - band) return -1;
      near = missingNear(plain, communes.index.locate(lon, lat), uncertainty);
    }
    return (near * 2 ** 26 + side) * 4 + (isInner ? 2 : 0) + (isCovered ? 1 : 0);
  }

  /**
   * Answers for a position of no zone where everything around it has the same answer: most positions, most of the time. False
   * near a limit of a commune or of the coverage.
   */
  #takeUniform(plain: PlainCase, lon: number, lat: number): boolean {
    const { coverage, communes, hasMissing } = plain;
    const { interior } = this.#zones.communes;
    const covered = coverage === null ? 1 : Math.min(1, coverage.uniformPartAt(lon, lat));
    const inner = coverage === interior ? covered : Math.min(1, interior.uniformPartAt(lon, lat));
    const part = hasMissing ? communes.index.uniformPartAt(lon, lat) : 0;
    if (covered < 0 || inner < 0 || part < 0) return false;
    const key = part * 4 + inner * 2 + covered;
    const kept = this.#uniform[key];
    if (kept === undefined) {
      const missing = hasMissing ? this.#missingAt(plain, lon, lat, NONE) : 0;
      if (missing !== 0 || covered === 0) this.#setUnknown(missing, NONE, covered === 1, lon, lat);
      const { tier, isFirm, possibleTiers, unknown, reasons } = this;
      this.#uniform[key] = { tier, isFirm, possibleTiers, unknown, reasons };
      return true;
    }
    this.#takeAnswer(kept);
    return true;
  }

  #takeAnswer({ tier, isFirm, possibleTiers, unknown, reasons }: Remote): void {
    this.tier = tier;
    this.isFirm = isFirm;
    this.possibleTiers = possibleTiers;
    this.unknown = unknown;
    this.reasons = reasons;
  }

  /**
   * The zones without a perimeter that could change the tier `tier` here: a bit for each that may contain the position, and
   * above them a bit for each that may be near it, where that matters.
   */
  #missingAt(plain: PlainCase, lon: number, lat: number, tier: number): number {
    const { index, areas, missingByCommune } = plain.communes;
    const found = index.locate(lon, lat);
    let inside = 0;
    for (let i = 0; i < found; i++) {
      const position = index.shapes[i]!;
      const distance = index.distances[i]!;
      const area = areas[position]!;
      const zones = missingByCommune[position]!;
      if (area.isContour && distance <= -area.precision) {
        // A contour settles the commune; nearer rectangles then only count for the band.
        inside = zones;
        break;
      }
      if (distance <= area.precision && (area.agglomeration || !isInside(this.#zones.communes.interior, lon, lat))) {
        inside |= zones;
      }
    }
    return tier === NONE ? inside + missingNear(plain, found, 0) * 2 ** MOST_MISSING : inside;
  }

  #setUnknown(missing: number, tier: number, isCovered: boolean, lon: number, lat: number): void {
    const key = missing * 4 + (tier === NONE ? 2 : 0) + (isCovered ? 1 : 0);
    let unknown = this.#unknowns.get(key);
    if (!unknown) {
      // The whole situation says it; that depends on nothing but which zones are missing, and on the tier without them.
      unknown = situationOf({ lon, lat, uncertainty: 0 }, this.#date, this.#zones);
      this.#unknowns.set(key, unknown);
    }
    this.tier = 'unknown';
    this.isFirm = false;
    this.possibleTiers = unknown.possibleTiers;
    this.unknown = unknown.unknown;
    this.reasons = unknown.reasons;
  }

  /**
   * Keeps the zones in the order of their limits' distances, to the millimetre: two quarters along one street are as far,
   * whatever the last digits say. There are one or two, seldom more.
   */
  #insert(count: number, id: string, distance: number, band: number): void {
    const relation = distance <= 0 ? 'inside' : distance < band ? 'band' : 'near';
    const nearness = Math.round(Math.abs(distance) * 1000);
    let at = count;
    while (at > 0) {
      const before = Math.round(Math.abs(this.distances[at - 1]!) * 1000);
      if (before < nearness || (before === nearness && this.ids[at - 1]! < id)) break;
      this.ids[at] = this.ids[at - 1]!;
      this.distances[at] = this.distances[at - 1]!;
      this.relations[at] = this.relations[at - 1]!;
      at--;
    }
    this.ids[at] = id;
    this.distances[at] = distance;
    this.relations[at] = relation;
  }

  #take(situation: Situation): void {
    this.tier = situation.tier;
    this.isFirm = situation.certainty === 'firm';
    this.possibleTiers = situation.possibleTiers;
    this.unknown = situation.unknown;
    this.reasons = situation.reasons;
    this.zoneCount = situation.zones.length;
    situation.zones.forEach((zone, i) => {
      this.ids[i] = zone.id;
      this.relations[i] = zone.relation;
      this.distances[i] = zone.boundaryDistance ?? 0;
    });
  }
}

/** What is told of a position that no zone is near. */
type Remote = Pick<Lookup, 'tier' | 'isFirm' | 'possibleTiers' | 'unknown' | 'reasons'>;

const NOTHING: readonly never[] = [];
const INSIDE_QPV = tiers.indexOf('bop-147');
const INSIDE_QIC = tiers.indexOf('fcs-only');
const BAND = tiers.indexOf('fonds-de-concours');
const NONE = tiers.indexOf('none');

/** Each tier as the only possible one. */
const ALONE: readonly (readonly Tier[])[] = tiers.map((tier) => [tier]);
/** Two bits for each missing zone, and two more, fit the whole numbers that a double holds. */
const MOST_MISSING = 24;

/** What the plain rules need to know of a generation on a date. */
interface PlainCase {
  readonly current: GenerationZones;
  readonly index: ShapeIndex;
  readonly ids: readonly string[];
  readonly isQpv: Uint8Array;
  readonly isInForce: Uint8Array;
  /** Zones whose perimeter asks for a word of caution. */
  readonly isIndicative: Uint8Array;
  readonly precisions: Float64Array;
  /** The worst of them, in metres. */
  readonly coarsest: number;
  readonly band: number;
  readonly near: number;
  /** Where QPV are complete; null when that is everywhere. */
  readonly coverage: ShapeIndex | null;
  readonly coverageShape: MultiPolygon | null;
  readonly hasMissing: boolean;
  readonly communes: MissingByCommune;
}

/** Where the missing zones may be. */
interface MissingByCommune {
  /** Knows the areas by their position in `areas`. */
  readonly index: ShapeIndex;
  readonly areas: readonly CommuneArea[];
  /** For each area, a bit for each missing zone that may lie there. */
  readonly missingByCommune: Int32Array;
}

/** A bit for each missing zone that may be near the position that was just located, of `found` areas. */
function missingNear({ communes, band }: PlainCase, found: number, uncertainty: number): number {
  const { index, areas, missingByCommune } = communes;
  let near = 0;
  for (let i = 0; i < found; i++) {
    const area = index.shapes[i]!;
    if (index.distances[i]! - areas[area]!.precision - uncertainty < band) near |= missingByCommune[area]!;
  }
  return near;
}

function isInside(index: ShapeIndex, lon: number, lat: number, uncertainty = 0): boolean {
  return index.locate(lon, lat) > 0 && index.distances[0]! <= -uncertainty;
}

/** The same, by the shape itself where its index does not know distances as great. */
function isWellInside(index: ShapeIndex, shape: MultiPolygon, lon: number, lat: number, uncertainty: number): boolean {
  if (uncertainty <= CLOSE) return isInside(index, lon, lat, uncertainty);
  return boundaryDistance(shape, lon, lat) <= -uncertainty;
}

/** Whether every zone is farther than the distance to which zones are listed, whatever the doubt. */
function isRemote(
  { index, current, near, coarsest }: PlainCase,
  lon: number,
  lat: number,
  uncertainty: number,
): boolean {
  if (index.locate(lon, lat) > 0) return false;
  const doubt = uncertainty + coarsest;
  return doubt <= INDEX_MARGIN || current.near([lon, lat, lon, lat], near + doubt).length === 0;
}

/** A file may bear a thousand dates, and they share few coverages. */
function coverageIndex(area: MultiPolygon, communes: Communes): ShapeIndex {
  if (area === communes.interiorShape) return communes.interior;
  let index = coverageIndexes.get(area);
  if (!index) {
    index = compileIndex([area], CLOSE, CLOSE);
    coverageIndexes.set(area, index);
  }
  return index;
}

const coverageIndexes = new WeakMap<MultiPolygon, ShapeIndex>();

/** Null when the date, the coverage or the number of missing zones leaves nothing to the plain rules. */
function plainCase(zones: Zones, current: GenerationZones, date: string): PlainCase | null {
  const others = zones.generations.filter((other) => other !== current);
  const outliving = others.flatMap((other) => [...other.outliving.map(({ zone }) => zone), ...other.outlivingMissing]);
  const missing = current.missing.filter((zone) => isWithin(date, zone.inForce));
  const drawn = current.drawn.map(({ zone }) => zone);
  const isDoubtful = [...drawn, ...missing].some(({ doubts }) => doubts.some((doubt) => isWithin(date, doubt)));
  if (isDoubtful || outliving.some((zone) => isWithin(date, zone.inForce)) || missing.length > MOST_MISSING)
    return null;
  const { qpv, qic } = current.coverage;
  if (qpv.type === 'communes' || qic.type !== 'everywhere') return null;
  // Near the edge of such a coverage an unknown zone may be within the band.
  if (qpv.type === 'area' && qpv.margin < zones.distances.band) return null;
  return {
    current,
    index: current.index,
    ids: drawn.map(({ id }) => id),
    isQpv: Uint8Array.from(drawn, ({ kind }) => (kind === 'qpv' ? 1 : 0)),
    isInForce: Uint8Array.from(drawn, ({ inForce }) => (isWithin(date, inForce) ? 1 : 0)),
    isIndicative: Uint8Array.from(current.drawn, ({ perimeter }) => (perimeter.status === 'indicative' ? 1 : 0)),
    precisions: Float64Array.from(current.drawn, ({ perimeter }) => perimeter.precision),
    coarsest: current.coarsest,
    band: zones.distances.band,
    near: zones.distances.near,
    coverage: qpv.type === 'area' ? coverageIndex(qpv.geometry, zones.communes) : null,
    coverageShape: qpv.type === 'area' ? qpv.geometry : null,
    hasMissing: missing.length > 0,
    communes: missingByCommune(zones.communes, missing),
  };
}

function missingByCommune(communes: Communes, missing: readonly Zone[]): MissingByCommune {
  const bitsOf = ({ citycode }: CommuneArea) =>
    missing.reduce((bits, zone, i) => (zone.communes.includes(citycode) ? bits | (1 << i) : bits), 0);
  // A contour without a missing zone still tells that a place is nowhere else; a rectangle tells nothing.
  const areas = communes.hasContours ? communes.areas : communes.areasOf(missing);
  const index = communes.hasContours ? communes.index : communes.indexOf(areas);
  return { index, areas, missingByCommune: Int32Array.from(areas, bitsOf) };
}
