import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Where the real perimeters are, beside the checkout, on the machines that have them. */
const folder = fileURLToPath(new URL('../../shared/geodata/', import.meta.url));

/** Title of a suite that reads them: it says why it is skipped where they are absent. */
export const hasGeodata = existsSync(folder);
export const withGeodata = hasGeodata
  ? 'on the real files'
  : 'on the real files (skipped: ../shared/geodata is absent)';

/** The path of a real file. */
export function geodata(name: string): string {
  return `${folder}${name}`;
}
