import { type ReferenceSystem, transformationOf } from '../../geo/projection.ts';
import type { Head } from '../feature.ts';
import { nameOfCrs } from './crs-text.ts';

/**
 * What the coordinates of a layer are in: the system that is stated, else its own; null in WGS84, which a table that says nothing is in.
 * `name` is what an error calls the layer. Throws an Error of one French line where the system is unknown, or a layer says none: its
 * coordinates would be anywhere.
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
    `${name} ne dit pas dans quel système sont ses coordonnées (un shapefile sans .prj, une couche sans système) : ajoutez par exemple --crs EPSG:2154`,
  );
}

/** That a layer is read in another system than the one it names, in a French sentence; null where it is not. `system` is null for WGS84. */
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
