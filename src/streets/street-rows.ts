import { streetStatusLabel } from '../french/labels.ts';
import type { CommuneLedger, StreetInZone, StreetName, StreetStatus, ZoneLedger, ZoneName } from './street-ledger.ts';

/** One line of a list of streets: a street, and a zone that it is in, limits or is near, if any. */
export interface StreetRow extends StreetName {
  readonly zone: ZoneName | null;
  /** In French: every possible situation of the street. */
  readonly situation: string;
  readonly isFirm: boolean;
  /** Null where there is no zone. */
  readonly standing: StreetInZone | null;
  readonly known: number;
  /** Reasons for doubt: ids of zones without a perimeter, `coverage`. */
  readonly unknown: readonly string[];
}

/** Returns the lines of a list; `band` as for `situationInWords`. */
export function rowsOf(ledger: ZoneLedger | CommuneLedger, band: number | null): StreetRow[] {
  if ('zone' in ledger) {
    return ledger.streets.map((street) => rowOf(street, street.zone, street, band, []));
  }
  return ledger.streets.flatMap((street): StreetRow[] => {
    const { zones, unknown, numbers, status } = street;
    if (zones.length > 0) return zones.map((zone) => rowOf(street, zone, zone, band, unknown));
    const isFirm = status !== 'unknown';
    const situation = isFirm ? 'hors des quartiers' : 'inconnue';
    return [{ ...nameOf(street), zone: null, situation, isFirm, standing: null, known: numbers.known, unknown }];
  });
}

function rowOf(
  street: StreetName,
  { id, kind, name }: ZoneName,
  standing: StreetInZone,
  band: number | null,
  unknown: readonly string[],
): StreetRow {
  const { status, certainty, possibleStatuses, numbers } = standing;
  return {
    ...nameOf(street),
    zone: { id, kind, name },
    situation: situationInWords(possibleStatuses, band),
    // Near this zone, and possibly in another one without a perimeter.
    isFirm: certainty === 'firm' && (unknown.length === 0 || (status !== 'band' && status !== 'outside')),
    standing,
    known: numbers.known,
    unknown,
  };
}

/** « entièrement dedans », or every possible situation; `band` in metres, null where it is not known. */
export function situationInWords(statuses: readonly StreetStatus[], band: number | null): string {
  return statuses.map((status) => streetStatusLabel(status, band)).join(' ou ');
}

function nameOf({ name, citycode, city, oldcity, postcode }: StreetName): StreetName {
  return { name, citycode, city, oldcity, postcode };
}
