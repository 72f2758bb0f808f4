import { isWholeIn, type Territory, territoryAt, territoryOf } from '../zones/territories.ts';
import type { Zones } from '../zones/zones.ts';
import { generationOn } from '../zones/zones.ts';
import { formerPerimetersOn, mayBeNear } from './former.ts';
import {
  isDistant,
  isInside,
  isWellInside,
  MOST_MISSING,
  missingNear,
  type PlainCase,
  plainCase,
} from './plain-case.ts';
import {
  type Membership,
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
 * Answers for millions of positions on one date, with the same answer as `situationOf` for each and without building
 * its lists. Plain cases are decided from the distances alone. When a limit is within the doubt, a commune is stated or
 * the law is doubtful, `situationOf` is called.
 */
export class Lookup {
  /** The answer of the last `at`, in this field and those that follow. */
  tier: Tier = 'unknown';
  isFirm = false;
  possibleTiers: readonly Tier[] = [];
  /** Whether distances alone decided, so that the relation of each zone is firm. */
  isPlain = false;
  unknown: readonly string[] = [];
  reasons: readonly Reason[] = [];
  /** The number of zones found. They are in `ids`, `relations` and `distances`, the nearest limit first. */
  zoneCount = 0;
  readonly ids: string[] = [];
  readonly relations: SituatedZone['relation'][] = [];
  /** Ground metres to the limit, negative inside, not rounded. */
  readonly distances: number[] = [];

  /** The generation in force where the position is. */
  generation: string | null;
  /** The generation in force on the date outside the territories with days of their own. */
  readonly usualGeneration: string | null;
  readonly dataVersion: string;
  readonly #zones: Zones;
  readonly #date: string;
  readonly #plain: PlainCase | null;
  /** The territories with another generation on the date, none, or one that covers them. */
  readonly #differing: readonly Territory[];
  /** The northernmost latitude of those territories, and of all: positions north of it, nearly all, are in none. */
  readonly #differingNorth: number;
  readonly #territoriesNorth: number;
  /** The perimeters of an earlier generation that a law still looks at. */
  readonly #former: ReturnType<typeof formerPerimetersOn>;
  /**
   * The answers for positions without a zone nearby, by the part of the plane in which the answer is the same
   * everywhere.
   */
  readonly #uniform: (DistantAnswer | undefined)[] = [];
  /** The same for positions with an uncertainty or a stated commune, by that commune. */
  readonly #remote = new Map<string, Map<number, DistantAnswer & Pick<Situation, 'memberships'>>>();
  readonly #unknowns = new Map<number, Pick<Situation, 'possibleTiers' | 'unknown' | 'reasons'>>();
  /** The memberships of the last `at` that used a whole situation, computed or cached. */
  #taken: readonly Membership[] | null = null;
  /** The memberships of plain cases, by the key of the surroundings, then by the zones of the position. */
  readonly #memberships = new Map<number, Map<string, readonly Membership[]>>();

  constructor(zones: Zones, date: string) {
    this.#zones = zones;
    this.#date = date;
    const current = generationOn(zones, date);
    this.#former = formerPerimetersOn(date, zones, current);
    this.usualGeneration = current?.generation.id ?? null;
    this.generation = this.usualGeneration;
    this.#differing = zones.territories.filter((territory) => {
      const own = generationOn(zones, date, territory);
      return own !== current || (own !== null && isWholeIn(territory, own.generation));
    });
    this.#differingNorth = northOf(this.#differing);
    this.#territoriesNorth = northOf(zones.territories);
    this.dataVersion = zones.dataVersion;
    this.#plain = current && plainCase(zones, current, date);
  }

  /**
   * Answers for a position (WGS84 degrees), with its uncertainty in metres, its stated commune and its stated side of
   * the street, if any.
   */
  at(lon: number, lat: number, uncertainty = 0, citycode?: string, streetSide?: PointPlace['streetSide']): void {
    const isBare = uncertainty === 0 && citycode === undefined && streetSide === undefined;
    const isElsewhere = isBare
      ? lat <= this.#differingNorth && territoryAt(this.#differing, lon, lat) !== null
      : this.#isOverseas(lon, lat, citycode);
    if (isElsewhere) {
      this.isPlain = false;
      this.#take(situationOf({ lon, lat, uncertainty, citycode, streetSide }, this.#date, this.#zones));
      return;
    }
    this.generation = this.usualGeneration;
    const plain = this.#plain;
    this.isPlain = isBare && plain !== null && this.#decide(plain, lon, lat);
    if (this.isPlain) return;
    if (!isBare && plain !== null && this.#takeRemote(plain, lon, lat, uncertainty, citycode)) return;
    const place: PointPlace = { lon, lat, uncertainty, citycode, streetSide };
    this.#take(situationOf(place, this.#date, this.#zones));
  }

  /**
   * Returns the `memberships` of the situation of the position that `at` has just answered, up to distances that no
   * rule distinguishes. Positions with the same memberships share one list.
   */
  memberships(
    lon: number,
    lat: number,
    uncertainty = 0,
    citycode?: string,
    streetSide?: PointPlace['streetSide'],
  ): readonly Membership[] {
    const ask = () => situationOf({ lon, lat, uncertainty, citycode, streetSide }, this.#date, this.#zones).memberships;
    const { near } = this.#zones.distances;
    if (this.#former.length > 0 && mayBeNear(this.#former, lon, lat, near + uncertainty)) return ask();
    if (!this.isPlain && this.#taken !== null) return this.#taken;
    // The days of a generation, which a rule may compare, differ there.
    if (this.#isOverseas(lon, lat, undefined)) return ask();
    const key = this.isPlain ? this.#membershipsKey(this.#plain!, lon, lat) : -1;
    if (key < 0) return ask();
    let byZones = this.#memberships.get(key);
    if (!byZones) {
      if (this.#memberships.size >= 10_000) this.#memberships.clear();
      byZones = new Map();
      this.#memberships.set(key, byZones);
    }
    let zones = '';
    for (let i = 0; i < this.zoneCount; i++) zones += `${this.ids[i]} ${this.relations[i]} `;
    let memberships = byZones.get(zones);
    if (!memberships) {
      memberships = ask();
      byZones.set(zones, memberships);
    }
    return memberships;
  }

  /**
   * Loads the index for the next `count` positions, at most `MOST_PREFETCHED`. Many answers then come sooner; none
   * changes.
   */
  prefetch(lons: Float64Array, lats: Float64Array, count: number): void {
    this.#plain?.index.prefetch(lons, lats, count);
  }

  /** Whether the position or the stated commune is in a territory with days of its own. */
  #isOverseas(lon: number, lat: number, citycode: string | undefined): boolean {
    const { territories } = this.#zones;
    if (lat <= this.#territoriesNorth && territoryAt(territories, lon, lat) !== null) return true;
    return citycode !== undefined && territoryOf(territories, citycode) !== null;
  }

  /** Decides from distances alone; returns false when they are not enough. */
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
      const zoneTier =
        distance > 0 ? (distance < band ? BAND : NONE) : plain.isQpv[zone] === 1 ? INSIDE_QPV : INSIDE_QIC;
      if (zoneTier < tier) tier = zoneTier;
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
   * Answers for a position without a zone nearby that has an uncertainty or a stated commune. All positions with the
   * same `#surroundingsKey` share the situation of the first one. Returns false near a zone or the limit of a commune.
   */
  #takeRemote(plain: PlainCase, lon: number, lat: number, uncertainty: number, citycode = ''): boolean {
    if (!isDistant(plain, lon, lat, uncertainty)) return false;
    const key = this.#surroundingsKey(plain, lon, lat, uncertainty);
    if (key < 0) return false;
    let known = this.#remote.get(citycode);
    if (!known) {
      // A file with thousands of invalid codes would otherwise fill the memory.
      if (this.#remote.size >= 1000) this.#remote.clear();
      known = new Map();
      this.#remote.set(citycode, known);
    }
    let answer = known.get(key);
    if (!answer) {
      const place: PointPlace = { lon, lat, uncertainty, citycode: citycode || undefined };
      const situation = situationOf(place, this.#date, this.#zones);
      const { tier, certainty, possibleTiers, unknown, reasons, memberships } = situation;
      answer = { tier, isFirm: certainty === 'firm', possibleTiers, unknown, reasons, memberships };
      known.set(key, answer);
    }
    this.zoneCount = 0;
    this.#takeAnswer(answer);
    this.#taken = plain.hasMissingQpv ? null : answer.memberships;
    return true;
  }

  /**
   * Key of everything that the memberships of a plain case depend on, beside the zones found and their relations; -1
   * where the position must be judged separately. Hypotheses depend on nothing more, except that of a QPV without a
   * perimeter that may be near.
   */
  #membershipsKey(plain: PlainCase, lon: number, lat: number): number {
    if (plain.hasMissingQpv) return -1;
    const { index, isInForce, precisions, near } = plain;
    const found = index.locate(lon, lat);
    for (let i = 0; i < found; i++) {
      const zone = index.shapes[i]!;
      // Whether this zone is listed is uncertain: no tier depends on it, but a rule may.
      if (isInForce[zone] === 1 && Math.abs(index.distances[i]! - near) <= precisions[zone]!) return -1;
    }
    return this.#surroundingsKey(plain, lon, lat, 0);
  }

  /**
   * A number for everything that the answer depends on beside the zones near the position: the coverage, the communes
   * that contain it, and the missing zones that may be near it. -1 where two communes are possible.
   */
  #surroundingsKey(plain: PlainCase, lon: number, lat: number, uncertainty: number): number {
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
   * Answers for a position without a zone nearby, where the answer is the same all around: most positions of a file.
   * Returns false near a limit of a commune or of the coverage.
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

  #takeAnswer({ tier, isFirm, possibleTiers, unknown, reasons }: DistantAnswer): void {
    this.tier = tier;
    this.isFirm = isFirm;
    this.possibleTiers = possibleTiers;
    this.unknown = unknown;
    this.reasons = reasons;
  }

  /**
   * The zones without a perimeter that could change the tier `tier` here: one bit for each that may contain the
   * position and, above, one bit for each that may be near it when the tier is the lowest.
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
        // A contour decides the commune; rectangles that come later only count for the band.
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
      // The whole situation depends only on which zones are missing, on the tier without them and on the coverage.
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
   * Keeps the zones in the order of their distances, rounded to the millimetre: the limits of two quarters along one
   * street are equally far, whatever the last digits are. An insertion is enough, since there are rarely more than two.
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
    this.#taken = situation.memberships;
    this.generation = situation.generation;
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

function northOf(territories: readonly Territory[]): number {
  return Math.max(...territories.flatMap(({ extents }) => extents.map(([, , , north]) => north)));
}

/** The answer for a position without a zone nearby. */
type DistantAnswer = Pick<Lookup, 'tier' | 'isFirm' | 'possibleTiers' | 'unknown' | 'reasons'>;

const NOTHING: readonly never[] = [];
const INSIDE_QPV = tiers.indexOf('bop-147');
const INSIDE_QIC = tiers.indexOf('fcs-only');
const BAND = tiers.indexOf('fonds-de-concours');
const NONE = tiers.indexOf('none');

/** Each tier as the only possible one. */
const ALONE: readonly (readonly Tier[])[] = tiers.map((tier) => [tier]);
