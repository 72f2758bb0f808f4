import { shortDate } from '../french/dates.ts';
import type { Zone } from '../zones/zone.ts';
import { type DrawnZone, generationOn, isWithin, type Zones } from '../zones/zones.ts';
import { NoLedger } from './no-ledger.ts';

/** A zone in force on a day, with its perimeter; null where it is not drawn. */
export interface ZoneOnDay {
  readonly zone: Zone;
  readonly drawn: DrawnZone | null;
  readonly date: string;
}

/**
 * Returns the zone with this id on a day. Without a day: `today`, or the last day of the requested generation when that
 * is over. Throws a NoLedger when there is no such zone, or when it is not in force on that day.
 */
export function zoneOnDay(
  zones: Zones,
  id: string,
  asked: { readonly generation?: string | undefined; readonly date?: string | undefined },
  today: string,
): ZoneOnDay {
  const named = zonesNamed(zones, id).filter(
    ({ zone }) => asked.generation === undefined || zone.generation === asked.generation,
  );
  if (named.length === 0) {
    const when = asked.generation === undefined ? '' : ` dans la génération ${asked.generation}`;
    throw new NoLedger('not-found', `Aucun quartier ne porte cet identifiant${when}.`);
  }
  const date = asked.date ?? lastDay(zones, asked.generation, today);
  const inForce = named.filter(({ zone }) => isWithin(date, zone.inForce));
  const current = generationOn(zones, date)?.generation.id;
  const found = inForce.find(({ zone }) => zone.generation === current) ?? inForce[0];
  if (!found) {
    const periods = named.map(({ zone: { inForce } }) => {
      const from = `du ${shortDate(inForce.from)}`;
      return inForce.to === null ? `à compter ${from}` : `${from} au ${shortDate(inForce.to)}`;
    });
    throw new NoLedger(
      'not-found',
      `Ce quartier n’est pas en vigueur le ${shortDate(date)} ; il l’est ${periods.join(', ')}.`,
    );
  }
  return { ...found, date };
}

/** Returns every zone in force on a day, wherever it is: of the generation of its territory, or an older one. */
export function zonesOnDay(zones: Zones, date: string): Omit<ZoneOnDay, 'date'>[] {
  return zones.generations
    .flatMap(({ drawn, missing }) => [...drawn.map(toDrawn), ...missing.map(toMissing)])
    .filter(({ zone }) => isWithin(date, zone.inForce));
}

function zonesNamed(zones: Zones, id: string): Omit<ZoneOnDay, 'date'>[] {
  return zones.generations
    .flatMap(({ drawn, missing }) => [...drawn.map(toDrawn), ...missing.map(toMissing)])
    .filter(({ zone }) => zone.id === id);
}

function toDrawn(drawn: DrawnZone): Omit<ZoneOnDay, 'date'> {
  return { zone: drawn.zone, drawn };
}

function toMissing(zone: Zone): Omit<ZoneOnDay, 'date'> {
  return { zone, drawn: null };
}

function lastDay(zones: Zones, generation: string | undefined, today: string): string {
  const to = zones.generations.find((one) => one.generation.id === generation)?.generation.to ?? null;
  return to !== null && to < today ? to : today;
}
