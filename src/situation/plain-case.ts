import { boundaryDistance } from '../geo/distance.ts';
import { compileIndex } from '../geo/index/compile-index.ts';
import type { ShapeIndex } from '../geo/index/shape-index.ts';
import type { MultiPolygon } from '../geo/polygon.ts';
import type { CommuneArea, Communes } from '../zones/communes.ts';
import type { Zone } from '../zones/zone.ts';
import { CLOSE, type GenerationZones, INDEX_MARGIN, isWithin, type Zones } from '../zones/zones.ts';

/**
 * The data of a generation that lets a `Lookup` decide from distances alone. Null when the date, the coverage or the
 * number of missing zones leaves no such case.
 */
export function plainCase(zones: Zones, current: GenerationZones, date: string): PlainCase | null {
  const others = zones.generations.filter((other) => other !== current);
  const outliving = others.flatMap((other) => [...other.outliving.map(({ zone }) => zone), ...other.outlivingMissing]);
  const missing = current.missing.filter((zone) => isWithin(date, zone.inForce));
  const drawn = current.drawn.map(({ zone }) => zone);
  const isDoubtful = [...drawn, ...missing].some(({ doubts }) => doubts.some((doubt) => isWithin(date, doubt)));
  if (isDoubtful || outliving.some((zone) => isWithin(date, zone.inForce)) || missing.length > MOST_MISSING)
    return null;
  const { qpv, qic } = current.coverage;
  if (qpv.type === 'communes' || qic.type !== 'everywhere') return null;
  // Near the edge of such a coverage, an unknown zone may be within the band.
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
    hasMissingQpv: missing.some(({ kind }) => kind === 'qpv'),
    communes: missingByCommune(zones.communes, missing),
  };
}

/** The data of a generation on a date that the plain cases need. */
export interface PlainCase {
  readonly current: GenerationZones;
  readonly index: ShapeIndex;
  readonly ids: readonly string[];
  readonly isQpv: Uint8Array;
  readonly isInForce: Uint8Array;
  /** 1 for zones whose perimeter is indicative, which adds a reason to the answer. */
  readonly isIndicative: Uint8Array;
  readonly precisions: Float64Array;
  /** The largest of the precisions, in metres. */
  readonly coarsest: number;
  readonly band: number;
  readonly near: number;
  /** Where the loaded QPV are complete; null when they are complete everywhere. */
  readonly coverage: ShapeIndex | null;
  readonly coverageShape: MultiPolygon | null;
  readonly hasMissing: boolean;
  readonly hasMissingQpv: boolean;
  readonly communes: MissingByCommune;
}

/** The communes where missing zones may be. */
interface MissingByCommune {
  /** An index of the areas, by their position in `areas`. */
  readonly index: ShapeIndex;
  readonly areas: readonly CommuneArea[];
  /** For each area, one bit for each missing zone that may be there. */
  readonly missingByCommune: Int32Array;
}

/** One bit for each missing zone that may be near the position of the last `locate`, which found `found` areas. */
export function missingNear({ communes, band }: PlainCase, found: number, uncertainty: number): number {
  const { index, areas, missingByCommune } = communes;
  let near = 0;
  for (let i = 0; i < found; i++) {
    const area = index.shapes[i]!;
    if (index.distances[i]! - areas[area]!.precision - uncertainty < band) near |= missingByCommune[area]!;
  }
  return near;
}

export function isInside(index: ShapeIndex, lon: number, lat: number, uncertainty = 0): boolean {
  return index.locate(lon, lat) > 0 && index.distances[0]! <= -uncertainty;
}

/** The same, measured on the shape itself when the uncertainty exceeds the reach of the index. */
export function isWellInside(
  index: ShapeIndex,
  shape: MultiPolygon,
  lon: number,
  lat: number,
  uncertainty: number,
): boolean {
  if (uncertainty <= CLOSE) return isInside(index, lon, lat, uncertainty);
  return boundaryDistance(shape, lon, lat) <= -uncertainty;
}

/** Whether every zone is farther than the listing distance, whatever the doubt. */
export function isDistant(
  { index, current, near, coarsest }: PlainCase,
  lon: number,
  lat: number,
  uncertainty: number,
): boolean {
  if (index.locate(lon, lat) > 0) return false;
  const doubt = uncertainty + coarsest;
  return doubt <= INDEX_MARGIN || current.near([lon, lat, lon, lat], near + doubt).length === 0;
}

/** One index per coverage: a file may have a thousand dates, which share a few coverages. */
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

function missingByCommune(communes: Communes, missing: readonly Zone[]): MissingByCommune {
  const bitsOf = ({ citycode }: CommuneArea) =>
    missing.reduce((bits, zone, i) => (zone.communes.includes(citycode) ? bits | (1 << i) : bits), 0);
  // A contour without a missing zone still excludes the other communes; a rectangle excludes none.
  const areas = communes.hasContours ? communes.areas : communes.areasOf(missing);
  const index = communes.hasContours ? communes.index : communes.indexOf(areas);
  return { index, areas, missingByCommune: Int32Array.from(areas, bitsOf) };
}

/**
 * A `Lookup` keeps answers by keys of two bits for each missing zone and two more: at most 50 bits, within the 53 of a
 * double.
 */
export const MOST_MISSING = 24;
