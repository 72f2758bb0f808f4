import { transformationOf } from '../../geo/projection.ts';
import type { Container } from './container.ts';
import { readAttributes } from './dbf.ts';
import { type Layer, type LayerFeature, nameOf, type ReadOptions } from './layer.ts';
import { readShapes } from './shp.ts';
import { decoded } from './text.ts';
import { systemOfWkt } from './wkt.ts';

/**
 * The shapefile `name` (ending in `.shp`) of `container`, with its .dbf and .prj, and its .cpg where there is one. Throws an Error that says
 * what is missing or wrong, and in which feature.
 */
export function readShapefile(container: Container, name: string, options: ReadOptions): Layer {
  const sibling = (extension: string) => siblingOf(container, name, extension);
  const dbf = sibling('dbf');
  if (dbf === null) throw new Error(`${name} vient sans son .dbf ; les attributs étaient attendus à côté des formes`);
  const prj = sibling('prj');
  if (prj === null && options.crs === undefined)
    throw new Error(`${name} vient sans son .prj : précisez le système de coordonnées (--crs)`);
  const codePage = sibling('cpg');
  const system = options.crs === undefined ? systemOfWkt(decoded(prj!).text) : transformationOf(options.crs);
  const shapes = readShapes(container.read(name));
  const attributes = readAttributes(dbf, codePage === null ? null : decoded(codePage).text, options.encoding);
  if (shapes.length !== attributes.records.length) {
    throw new Error(
      `${name} contient ${shapes.length} formes et son .dbf ${attributes.records.length} enregistrements ; il en faut autant`,
    );
  }
  const notices = [...attributes.notices];
  const features: LayerFeature[] = [];
  shapes.forEach((geometry, i) => {
    const properties = attributes.records[i]!;
    if (properties === null) {
      notices.push(`l’enregistrement ${i + 1} de ${name} est marqué comme effacé : il est laissé de côté`);
      return;
    }
    if (geometry === null) throw new Error(`${nameOf(i, properties)} n’a pas de géométrie ; un polygone était attendu`);
    features.push({ properties, geometry });
  });
  return { system, encoding: attributes.encoding, features, notices };
}

function siblingOf(container: Container, name: string, extension: string): Uint8Array | null {
  const wanted = name.replace(/shp$/i, extension).toLowerCase();
  const found = container.names.find((other) => other.toLowerCase() === wanted);
  return found === undefined ? null : container.read(found);
}
