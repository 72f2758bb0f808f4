import type {
  CommuneLedger,
  StreetInZone,
  StreetName,
  StreetStatus,
  ZoneLedger,
  ZoneName,
} from '../../streets/street-ledger.ts';

/** One line of a street ledger as it is handed out: a street, and a zone where it has to do with one. */
export interface StreetRow extends StreetName {
  readonly zone: ZoneName | null;
  /** In French: every situation that it can be in. */
  readonly situation: string;
  readonly isFirm: boolean;
  /** Null where the street has to do with no zone. */
  readonly standing: StreetInZone | null;
  readonly known: number;
  /** What could change the line: ids of zones without a perimeter, `coverage`. */
  readonly unknown: readonly string[];
}

/** A ledger line by line; `band` is the distance, in metres, below which a street outside a zone is in its band. */
export function rowsOf(ledger: ZoneLedger | CommuneLedger, band: number): StreetRow[] {
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
  band: number,
  unknown: readonly string[],
): StreetRow {
  const { status, certainty, possibleStatuses, numbers } = standing;
  return {
    ...nameOf(street),
    zone: { id, kind, name },
    situation: possibleStatuses.map((status) => SITUATIONS[status](band)).join(' ou '),
    // Near this zone, and perhaps in another one that nobody has drawn.
    isFirm: certainty === 'firm' && (unknown.length === 0 || (status !== 'band' && status !== 'outside')),
    standing,
    known: numbers.known,
    unknown,
  };
}

const SITUATIONS: Readonly<Record<StreetStatus, (band: number) => string>> = {
  inside: () => 'entièrement dedans',
  partly: () => 'en partie',
  limit: () => 'en limite',
  band: (band) => `à moins de ${band} m`,
  outside: (band) => `à ${band} m ou plus`,
};

function nameOf({ name, citycode, city, oldcity, postcode }: StreetName): StreetName {
  return { name, citycode, city, oldcity, postcode };
}
