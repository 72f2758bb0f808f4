import { isExchanged } from '../zones/france.ts';
import type { Faults } from './faults.ts';

/** Returns whether `lon` and `lat` are a position in WGS84 degrees whose two numbers are not exchanged. */
export function isPosition(lon: unknown, lat: unknown): boolean {
  return (
    typeof lon === 'number' &&
    typeof lat === 'number' &&
    lon >= -180 &&
    lon <= 180 &&
    lat >= -90 &&
    lat <= 90 &&
    !isExchanged(lon, lat)
  );
}

/** Adds the faults of a position that `isPosition` refuses. A message never repeats a coordinate. */
export function faultPosition(lon: unknown, lat: unknown, prefix: string, faults: Faults): void {
  if (typeof lon === 'number' && typeof lat === 'number' && isExchanged(lon, lat)) {
    faults.addExchanged(`${prefix}lon`, '« lon » est la longitude, « lat » la latitude');
    return;
  }
  faultCoordinate(lon, 'lon', prefix, faults);
  faultCoordinate(lat, 'lat', prefix, faults);
}

function faultCoordinate(value: unknown, name: 'lon' | 'lat', prefix: string, faults: Faults): void {
  const [what, most] = name === 'lon' ? ['une longitude', 180] : ['une latitude', 90];
  const expected = `${what} WGS84 en degrés, de -${most} à ${most}`;
  if (value === undefined) faults.add(`${prefix}${name}`, `« ${name} » manque : ${expected}, est attendue.`);
  else if (typeof value !== 'number' || Number.isNaN(value)) {
    faults.add(
      `${prefix}${name}`,
      `« ${name} » n’est pas un nombre : ${expected}, est attendue, avec un point décimal.`,
    );
  } else if (!(Math.abs(value) <= Number(most))) {
    faults.add(`${prefix}${name}`, `« ${name} » est hors limites : ${expected}, est attendue.`);
  }
}
