import { describedCrs } from '../../files/crs/wkt-crs.ts';
import { decoded } from '../../files/csv/text.ts';
import { type Container, siblingOf } from '../../files/gis/read/container.ts';
import { readAttributes } from '../../files/gis/read/read-dbf.ts';
import { readShapes } from '../../files/gis/read/read-shp.ts';
import { type ReferenceSystem, transformationOf } from '../../geo/projection.ts';
import {
  type Layer,
  type LayerFeature,
  nameOf,
  type PlanarMultiPolygon,
  type Properties,
  type ReadOptions,
} from './layer.ts';

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
  const shapes = shapesOf(container.read(name));
  const attributes = readAttributes(dbf, codePage === null ? null : decoded(codePage).text, options.encoding);
  if (shapes.length !== attributes.count) {
    throw new Error(
      `${name} contient ${shapes.length} formes et son .dbf ${attributes.count} enregistrements ; il en faut autant`,
    );
  }
  const notices = [...attributes.notices];
  const features: LayerFeature[] = [];
  shapes.forEach((geometry, i) => {
    const values = attributes.record(i);
    if (values === null) {
      notices.push(`l’enregistrement ${i + 1} de ${name} est marqué comme effacé : il est laissé de côté`);
      return;
    }
    const properties: Properties = {};
    attributes.fields.forEach((field, j) => {
      const value = values[j]!;
      properties[field.name] = typeof value === 'boolean' ? String(value) : value;
    });
    if (geometry === null) throw new Error(`${nameOf(i, properties)} n’a pas de géométrie ; un polygone était attendu`);
    features.push({ properties, geometry });
  });
  return { system, encoding: attributes.encoding, features, notices };
}

function shapesOf(bytes: Uint8Array): (PlanarMultiPolygon | null)[] {
  const { type, records } = readShapes(bytes);
  if (type !== 'MultiPolygon')
    throw new Error(`le shapefile contient des ${NAMES[type]} ; des polygones étaient attendus`);
  return Array.from(records, (shape) =>
    shape === null || shape.type !== 'MultiPolygon' ? null : (shape.coordinates as unknown as PlanarMultiPolygon),
  );
}

const NAMES = { Point: 'points', MultiPoint: 'ensembles de points', MultiLineString: 'lignes' };

function systemOfWkt(text: string): ReferenceSystem {
  const { name, code } = describedCrs(text);
  if (code === null) {
    throw new Error(`le .prj décrit « ${name} », qui n’est pas reconnu : précisez le système de coordonnées (--crs)`);
  }
  return transformationOf(code);
}
