import { type ReferenceSystem, transformationOf } from '../../geo/projection.ts';
import type { Head } from '../feature.ts';
import { nameOfCrs } from './crs-text.ts';

/**
 * Returns the reference system of a layer's coordinates: the stated one, else its own; null for WGS84, which is also
 * assumed for a table without any. `name` is the name of the layer in errors. Throws an Error of one French line when
 * the system is unknown, or when a layer has none.
 */
export function systemOf(
  { crs, geometryType }: Pick<Head, 'crs' | 'geometryType'>,
  stated: string | undefined,
  name: string,
): ReferenceSystem | null {
  const code = stated ?? crs;
  if (code !== null) {
    const system = transformationOf(code);
    return system.code === 'EPSG:4326' ? null : system;
  }
  if (geometryType === null) return null;
  throw new Error(
    `${name} ne dit pas dans quel système sont ses coordonnées (un shapefile sans .prj, une couche sans ` +
      'système) : ajoutez par exemple --crs EPSG:2154',
  );
}

/**
 * Returns a French notice when a layer is read in another system than its own; null when it is not. A null `system` is
 * WGS84.
 */
export function readOtherwise({ crs }: Pick<Head, 'crs'>, system: ReferenceSystem | null): string | null {
  const code = system?.code ?? 'EPSG:4326';
  if (crs === null || codeOr(crs) === code) return null;
  return `le fichier se dit en ${nameOfCrs(crs)} ; il est lu en ${nameOfCrs(code)}, comme demandé`;
}

function codeOr(crs: string): string | null {
  try {
    return transformationOf(crs).code;
  } catch {
    return null;
  }
}
