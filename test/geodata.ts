import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The folder of the real perimeters, beside the checkout, on machines that have it. */
const folder = fileURLToPath(new URL('../../shared/geodata/', import.meta.url));

/** Whether the real files are here, and a suite title that explains why the suite is skipped when they are not. */
export const hasGeodata = existsSync(folder);
export const withGeodata = hasGeodata
  ? 'on the real files'
  : 'on the real files (skipped: ../shared/geodata is absent)';

/** Returns the path of a real file. */
export function geodata(name: string): string {
  return `${folder}${name}`;
}
