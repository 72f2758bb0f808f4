import { join } from 'node:path';
import { z } from 'zod';
import { readDocument } from '../../french/read-document.ts';

/** Reads `departements.yaml` of the data folder. Throws an Error that names the file and every key that is wrong. */
export function loadDepartements(dataFolder: string): Departements {
  const { names, systems } = readDocument(join(dataFolder, 'departements.yaml'), schema);
  const systemOf = (code: string) => systems[code] ?? LAMBERT_93;
  return new Map(Object.entries(names).map(([code, name]) => [code, { name, system: systemOf(code) }]));
}

/** By code: `62`, `2A`, `974`. */
export type Departements = ReadonlyMap<string, Departement>;

export interface Departement {
  /** With its region: « Pas-de-Calais, Hauts-de-France ». */
  readonly name: string;
  /** Projected reference system (`EPSG:2154`) of its addresses, in metres. */
  readonly system: string;
}

const LAMBERT_93 = 'EPSG:2154';

const key = z.string().regex(/^(?:\d{2}|2[AB]|97\d)$/, 'le code d’un département était attendu');
const schema = z.strictObject({
  names: z.record(key, z.string().min(1)),
  systems: z.record(key, z.string().regex(/^EPSG:\d+$/)),
});
