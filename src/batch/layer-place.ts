import { decimalOf } from '../files/csv/decimal.ts';
import type { Coordinates, Feature, Geometry, Layer, Value } from '../files/feature.ts';
import { wholeNames } from '../files/field-names.ts';
import { alone, moved } from '../files/geometry.ts';
import { faultIn } from '../files/value-fault.ts';
import type { DayOrder } from '../french/day-order.ts';
import type { DrawnFootprint } from '../geo/footprint.ts';
import type { MultiPolygon, Position } from '../geo/polygon.ts';
import type { ReferenceSystem } from '../geo/projection.ts';
import { repair } from '../geo/repair.ts';
import { isExchanged } from '../zones/france.ts';
import { findColumns, findQualifiers, type InputColumns } from './columns.ts';
import { inputNames } from './input-names.ts';
import {
  absent,
  BAD_CITYCODE,
  BAD_DATE,
  BAD_UNCERTAINTY,
  EXCHANGED,
  NO_DEGREES,
  type Refusal,
  refused,
  UNCOVERED,
  unreadable,
} from './refusal.ts';
import { communeOf, dayOf, isUncertainty } from './rows/row-details.ts';

/**
 * The place of a feature in WGS84 degrees (longitude, latitude), with its date (`YYYY-MM-DD`), its uncertainty in
 * metres and the INSEE code of its commune.
 */
export interface FeaturePlace {
  /** Null for a line or a polygon. */
  readonly position: Position | null;
  /** Null for a position. */
  readonly footprint: DrawnFootprint | null;
  readonly date: string;
  readonly uncertainty: number;
  readonly citycode: string | undefined;
}

/** Reads the place of each feature of a layer, from its geometry or from its columns lon and lat, or x and y. */
export class PlaceReader {
  readonly #layer: Layer;
  /** Null for WGS84. */
  readonly #system: ReferenceSystem | null;
  readonly #date: string;
  readonly #columns: InputColumns;
  readonly #days: DayOrder;

  /**
   * `isStated`: the user gave the system. `date` is that of features without a date. `days` collects the dates as they
   * are written. Throws a BatchError that names the columns missing from a table.
   */
  constructor(layer: Layer, system: ReferenceSystem | null, isStated: boolean, date: string, days: DayOrder) {
    this.#layer = layer;
    this.#system = system;
    this.#date = date;
    this.#days = days;
    const names = wholeNames(layer, inputNames);
    this.#columns =
      layer.geometryType === null ? findColumns(names, isStated) : { lon: -1, lat: -1, ...findQualifiers(names) };
  }

  /** Returns the place in WGS84, or the reason why there is none. */
  read(feature: Feature): FeaturePlace | Refusal {
    const { values, geometry, problem, isCrowded } = feature;
    if (problem !== undefined) return refused(problem, isCrowded ? 'crowded' : null);
    const fault = faultIn(feature, this.#layer.fields, Object.values(this.#columns));
    if (fault !== null) return refused(fault);
    const place = this.#layer.geometryType === null ? this.#position(values) : this.#drawn(geometry);
    if ('problem' in place) return place;
    const { date, uncertainty, citycode } = this.#columns;
    const written = isBlank(values[date]) ? '' : String(values[date]).trim();
    const day = dayOf(written, this.#date);
    if (day === null) return BAD_DATE;
    this.#days.add(written);
    const metres = isBlank(values[uncertainty]) ? 0 : numberOf(values[uncertainty]!);
    if (!isUncertainty(metres)) return BAD_UNCERTAINTY;
    const commune = communeOf(isBlank(values[citycode]) ? '' : String(values[citycode]));
    if (commune === null) return BAD_CITYCODE;
    return { ...place, date: day, uncertainty: metres, citycode: commune };
  }

  /**
   * Returns the point of a table's row in the CRS of the table; null when it is outside the domain of that CRS, or when
   * the row could not be read.
   */
  pointOf({ values, problem }: Feature): Geometry | null {
    if (problem !== undefined || 'problem' in this.#position(values)) return null;
    const { lon, lat } = this.#columns;
    return { type: 'Point', coordinates: [numberOf(values[lon]!), numberOf(values[lat]!)] };
  }

  #position(values: readonly Value[]): Located | Refusal {
    const { lon, lat } = this.#columns;
    for (const [column, axis] of [
      [lon, 'longitude'],
      [lat, 'latitude'],
    ] as const) {
      if (isBlank(values[column])) return absent(axis);
      if (!Number.isFinite(numberOf(values[column]!))) return unreadable(axis);
    }
    return this.#point(numberOf(values[lon]!), numberOf(values[lat]!));
  }

  #drawn(geometry: Geometry | null): Located | Refusal {
    if (geometry === null) return refused('géométrie absente');
    const one = alone(geometry);
    if (one.type === 'Point') return this.#point(one.coordinates[0]!, one.coordinates[1]!);
    if (one.type === 'MultiPoint' || one.type === 'GeometryCollection') return SEVERAL;
    let refusal: Refusal | null = null;
    const inWgs84 = moved(one, ([x, y]) => {
      if (refusal !== null) return [0, 0];
      const position = this.#toWgs84(x!, y!);
      if ('problem' in position) refusal = position;
      else if (isExchanged(...position)) refusal = EXCHANGED;
      return 'problem' in position ? [0, 0] : position;
    });
    return refusal ?? footprintOf(inWgs84);
  }

  #point(x: number, y: number): Located | Refusal {
    const position = this.#toWgs84(x, y);
    return 'problem' in position ? position : { position, footprint: null };
  }

  #toWgs84(x: number, y: number): Position | Refusal {
    if (this.#system === null) {
      if (x >= -180 && x <= 180 && y >= -90 && y <= 90) return [x, y];
      return Number.isFinite(x) && Number.isFinite(y) ? NO_DEGREES : refused(NO_DEGREES.problem);
    }
    try {
      return this.#system.toWgs84(x, y);
    } catch {
      return UNCOVERED;
    }
  }
}

const SEVERAL = refused('géométrie de plusieurs objets : un point, une ligne ou un polygone était attendu');

type Located = Pick<FeaturePlace, 'position' | 'footprint'>;

/** Repairs invalid rings by the even-odd rule, like an import of perimeters. */
function footprintOf(geometry: Geometry): Located | Refusal {
  switch (geometry.type) {
    case 'LineString':
      return linesOf([geometry.coordinates]);
    case 'MultiLineString':
      return linesOf(geometry.coordinates);
    case 'Polygon':
      return areaOf([geometry.coordinates]);
    case 'MultiPolygon':
      return areaOf(geometry.coordinates);
    default:
      return SEVERAL;
  }
}

function linesOf(lines: readonly (readonly Coordinates[])[]): Located | Refusal {
  const drawn = lines.filter(([first, ...others]) => others.some(([x, y]) => x !== first![0] || y !== first![1]));
  if (drawn.length === 0) return refused('géométrie invalide : une ligne relie au moins deux positions différentes');
  return { position: null, footprint: { type: 'MultiLineString', coordinates: drawn as unknown as Position[][] } };
}

function areaOf(polygons: readonly (readonly (readonly Coordinates[])[])[]): Located | Refusal {
  try {
    const { shape } = repair(polygons as unknown as MultiPolygon);
    return { position: null, footprint: { type: 'MultiPolygon', coordinates: shape } };
  } catch {
    return refused('géométrie invalide : ses anneaux n’enferment aucune surface');
  }
}

function isBlank(value: Value | undefined): boolean {
  return value === null || value === undefined || (typeof value === 'string' && value.trim() === '');
}

function numberOf(value: Value): number {
  if (typeof value === 'number') return value;
  return typeof value === 'string' ? decimalOf(value) : Number.NaN;
}
