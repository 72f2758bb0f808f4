import { type AddressColumns, findAddressColumns, namesOf } from '../batch/addresses/address-columns.ts';
import { questionFrom, type RowQuestion, textOfValue } from '../batch/addresses/address-question.ts';
import { findColumns } from '../batch/columns.ts';
import { inputNames } from '../batch/input-names.ts';
import { type Mistake, type MistakeCounts, noMistakes } from '../batch/mistake.ts';
import { communeOf, isUncertainty } from '../batch/rows/row-details.ts';
import { systemOf } from '../files/crs/layer-system.ts';
import { decimalOf } from '../files/csv/decimal.ts';
import type { Feature, Layer, Value } from '../files/feature.ts';
import { wholeNames } from '../files/field-names.ts';
import { alone } from '../files/geometry.ts';
import { faultIn } from '../files/value-fault.ts';
import type { ReferenceSystem } from '../geo/projection.ts';
import { isExchanged, isInFrance } from '../zones/france.ts';
import type { UnlocatedCause } from './share.ts';

/** The home in a row of a list: a position, an address to search, or the reason why neither can be read. */
export type Home = HomePosition | HomeAddress | Extract<UnlocatedCause, 'absent' | 'unreadable'>;

export interface HomePosition {
  /** WGS84 degrees. */
  readonly lon: number;
  readonly lat: number;
  /** Ground metres. */
  readonly uncertainty: number;
  readonly citycode: string | undefined;
}

export type HomeAddress = Omit<RowQuestion, 'date'>;

export interface HomeOptions {
  /** Reference system of the coordinates, where the list has none or a wrong one. */
  readonly crs?: string | undefined;
  /** Address columns; null for a list of coordinates. */
  readonly address?: AddressColumns | null | undefined;
  /** Counter of mistakes. */
  readonly mistakes?: MistakeCounts | undefined;
}

/**
 * Returns a reader of the home in each row of a list: from its address columns, else from its point, else from its
 * coordinate columns, named as for `batch`. The reader returns null for an empty row. A date column is ignored: one
 * date applies to all. Throws an Error of one French line when the list has no such columns.
 */
export function homeReader(
  head: ListHead,
  { crs, address, mistakes = noMistakes() }: HomeOptions,
): (feature: Feature) => Home | null {
  const names = wholeNames(head, address ? namesOf(address) : inputNames);
  const isTable = head.geometryType === null;
  const { read, positions } = address
    ? addressReader(names, address)
    : isTable
      ? columnReader(names, crs, mistakes)
      : pointReader(names, systemOf(head, crs, 'la liste'), mistakes);
  return (feature) => {
    const { values, problem, isCrowded, faults } = feature;
    if (isTable && faults === undefined && values.every((value) => value === null || value === '')) return null;
    if (isCrowded) mistakes.crowded++;
    return problem === undefined && faultIn(feature, head.fields, positions) === null ? read(feature) : 'unreadable';
  };
}

type ListHead = Pick<Layer, 'fields' | 'longestName' | 'crs' | 'geometryType'>;

/** Reader of the home of a row, with the fields it uses. */
interface Reader {
  readonly read: (feature: Feature) => Home;
  readonly positions: readonly number[];
}

function addressReader(names: readonly string[], columns: AddressColumns): Reader {
  const positions = { ...findAddressColumns(names, columns), date: -1 };
  const read = ({ values }: Feature): Home => {
    const textAt = (column: number) => textOfValue(values[column]);
    if (positions.address.every((column) => textAt(column) === '')) return 'absent';
    const question = questionFrom(textAt, positions, ANY_DAY);
    if ('problem' in question) return 'unreadable';
    const { text, citycode, postcode } = question;
    return { text, citycode, postcode };
  };
  return { read, positions: [...positions.address, positions.citycode, positions.postcode] };
}

/** A placeholder: the date of the question is not read here. */
const ANY_DAY = '2024-01-01';

function columnReader(names: readonly string[], crs: string | undefined, mistakes: MistakeCounts): Reader {
  const columns = findColumns(names, crs !== undefined);
  const place = placing(systemOf({ crs: null, geometryType: null }, crs, 'la liste'), mistakes);
  const { lon, lat, uncertainty, citycode } = columns;
  const details = detailReader(uncertainty, citycode);
  const read = ({ values }: Feature): Home => {
    const [x, y] = [values[lon], values[lat]];
    if (textOfValue(x) === '' || textOfValue(y) === '') return 'absent';
    return place(numberOf(x), numberOf(y), details(values));
  };
  return { read, positions: [lon, lat, uncertainty, citycode] };
}

function pointReader(names: readonly string[], system: ReferenceSystem | null, mistakes: MistakeCounts): Reader {
  const place = placing(system, mistakes);
  const positionOf = (wanted: string) => names.findIndex((name) => name.toLowerCase() === wanted);
  const positions = [positionOf('uncertainty'), positionOf('citycode')] as const;
  const details = detailReader(...positions);
  const read = ({ values, geometry }: Feature): Home => {
    if (geometry === null) return 'absent';
    const point = alone(geometry);
    if (point.type !== 'Point' || point.coordinates.length < 2) return 'unreadable';
    const [x, y] = point.coordinates as [number, number];
    return place(x, y, details(values));
  };
  return { read, positions };
}

type Details = Pick<HomePosition, 'uncertainty' | 'citycode'>;

/** Parses the details of a position; null where one is invalid. */
function detailReader(uncertaintyAt: number, citycodeAt: number): (values: readonly Value[]) => Details | null {
  if (uncertaintyAt < 0 && citycodeAt < 0) return () => NO_DETAILS;
  return (values) => {
    const written = textOfValue(values[uncertaintyAt]);
    const uncertainty = written === '' ? 0 : numberOf(written);
    const citycode = communeOf(textOfValue(values[citycodeAt]));
    return isUncertainty(uncertainty) && citycode !== null ? { uncertainty, citycode } : null;
  };
}

const NO_DETAILS: Details = { uncertainty: 0, citycode: undefined };

/** Converts coordinates of a system or of WGS84 to a home. */
function placing(
  system: ReferenceSystem | null,
  mistakes: MistakeCounts,
): (x: number, y: number, details: Details | null) => Home {
  const mistaken = (mistake: Mistake): 'unreadable' => {
    mistakes[mistake]++;
    return 'unreadable';
  };
  return (x, y, details) => {
    if (details === null || !Number.isFinite(x) || !Number.isFinite(y)) return 'unreadable';
    let [lon, lat] = [x, y];
    if (system !== null) {
      try {
        [lon, lat] = system.toWgs84(x, y);
      } catch {
        return mistaken('uncovered');
      }
    }
    if (!(Math.abs(lon) <= 180 && Math.abs(lat) <= 90)) return mistaken(system === null ? 'metres' : 'uncovered');
    if (isExchanged(lon, lat)) return mistaken('exchanged');
    if (!isInFrance(lon, lat)) mistakes.abroad++;
    return { lon, lat, uncertainty: details.uncertainty, citycode: details.citycode };
  };
}

function numberOf(value: Value | undefined): number {
  if (typeof value === 'number') return value;
  return decimalOf(textOfValue(value));
}
