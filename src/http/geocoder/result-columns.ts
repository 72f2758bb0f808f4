import type { Candidate } from '../../address/candidate.ts';
import { shortReason } from '../../batch/reason.ts';
import type { Situation } from '../../situation/situation.ts';
import { membershipIn } from '../sig-ville/kind-membership.ts';
import { type PlaceProperties, toDegrees } from './feature-json.ts';

/** The result of a row. */
export interface RowFindings {
  readonly status: 'ok' | 'not-found' | 'skipped' | 'error';
  readonly place: (Candidate & { readonly distance?: number }) | null;
  readonly properties: PlaceProperties;
  /** The score of the second place. */
  readonly scoreNext: number | undefined;
  /** Null unless a column needs it. */
  readonly situation: Situation | null;
  /** Why the row was not searched; empty when the situation has its own reasons. */
  readonly reason: string;
}

/** A column that the answer adds to a file. */
export interface ResultColumn {
  readonly name: string;
  /** Whether it concerns the quarters, unlike the columns of other geocoders. */
  readonly isOwn: boolean;
  read(findings: RowFindings): string;
}

/** Returns the column with this name; undefined when there is none. */
export function resultColumn(name: string): ResultColumn | undefined {
  const own = OWN.get(name);
  if (own) return { name, isOwn: true, read: ({ situation, reason }) => (situation ? own(situation, reason) : '') };
  const read = FIXED.get(name) ?? (PROPERTIES.has(name) ? propertyOf(name.slice('result_'.length)) : undefined);
  return read && { name, isOwn: false, read };
}

const DESCRIBED = ['result_label', 'result_type', 'result_id', 'result_banId', 'result_housenumber', 'result_name'];
const PLACED = ['result_street', 'result_postcode', 'result_city', 'result_context', 'result_citycode'];
const FORMER = ['result_oldcitycode', 'result_oldcity', 'result_district', 'result_status'];

/** The default columns of an answer, in the order of the Géoplateforme. */
export const searchColumns = [
  'longitude',
  'latitude',
  'result_score',
  'result_score_next',
  ...DESCRIBED,
  ...PLACED,
  ...FORMER,
];
export const reverseColumns = [
  'result_longitude',
  'result_latitude',
  'result_distance',
  ...DESCRIBED,
  ...PLACED,
  ...FORMER,
];

const PROPERTIES: ReadonlySet<string> = new Set([
  ...[...DESCRIBED, ...PLACED, ...FORMER],
  ...['result_score', 'result_distance', 'result_x', 'result_y', 'result_importance', 'result_depcode'],
]);

const FIXED: ReadonlyMap<string, ResultColumn['read']> = new Map([
  ['longitude', ({ place }) => (place ? String(toDegrees(place.lon)) : '')],
  ['latitude', ({ place }) => (place ? String(toDegrees(place.lat)) : '')],
  ['result_longitude', ({ place }) => (place ? String(toDegrees(place.lon)) : '')],
  ['result_latitude', ({ place }) => (place ? String(toDegrees(place.lat)) : '')],
  ['result_score_next', ({ scoreNext }) => (scoreNext === undefined ? '' : String(scoreNext))],
  ['result_status', ({ status }) => status],
]);

function propertyOf(property: string): ResultColumn['read'] {
  return ({ properties }) => String(properties[property] ?? '');
}

/** The columns about quarters, which only this service has. */
const OWN: ReadonlyMap<string, (situation: Situation, reason: string) => string> = new Map([
  ['qpv', (situation) => zonesIn('qpv', situation)],
  ['qic', (situation) => zonesIn('qic', situation)],
  ['tier', ({ tier }) => tier],
  ['certainty', ({ certainty }) => certainty],
  ['possible_tiers', ({ possibleTiers }) => possibleTiers.join(';')],
  ['nearest', (situation) => nearestOf(situation)?.id ?? ''],
  ['nearest_distance', (situation) => nearestOf(situation)?.boundaryDistance?.toFixed(3) ?? ''],
  ['generation', ({ generation }) => generation ?? ''],
  ['data_version', ({ dataVersion }) => dataVersion],
  ['reason', (situation, reason) => reason || (situation.certainty === 'firm' ? '' : shortReason(situation))],
]);

/**
 * The quarters of a kind that contain the place; `review` when that is uncertain, since an empty cell would mean none.
 */
function zonesIn(kind: 'qpv' | 'qic', situation: Situation): string {
  const { answer, surely } = membershipIn(kind, situation);
  if (answer === 'outside') return '';
  const ids = surely.map(({ id }) => id).sort();
  return answer === 'inside' && ids.length > 0 ? ids.join(';') : 'review';
}

function nearestOf({ zones }: Situation): Situation['zones'][number] | undefined {
  const metres = (zone: Situation['zones'][number]) => Math.abs(zone.boundaryDistance ?? Number.POSITIVE_INFINITY);
  return zones.reduce<Situation['zones'][number] | undefined>(
    (nearest, zone) => (nearest === undefined || metres(zone) < metres(nearest) ? zone : nearest),
    undefined,
  );
}
