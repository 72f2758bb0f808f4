import { chosen } from '../../chosen-name.ts';
import { crsOfText } from '../../crs/crs-name.ts';
import type { Feature, Layer } from '../../feature.ts';
import type { Encoding } from '../../text/encoding.ts';
import { decoded } from '../../text/read-text.ts';
import { type Container, siblingOf } from './container.ts';
import { readAttributes } from './read-dbf.ts';
import { readShapes } from './read-shp.ts';

/**
 * Reads the shapefile of `container` that `wanted` designates, or the only one, with its .dbf, and its .prj and .cpg
 * when it has them. Records marked as deleted are skipped. Throws an Error that names the missing or damaged part.
 */
export function readShapefile(container: Container, wanted?: string, encoding?: Encoding): Layer {
  const names = container.names.filter((name) => /\.shp$/i.test(name));
  if (names.length === 0) throw new Error('il ne contient aucun shapefile (.shp)');
  if (names.length > 1 && wanted === undefined) {
    throw new Error(`plusieurs couches, choisissez-en une (--layer) : ${names.join(', ')}`);
  }
  const name = wanted === undefined ? names[0]! : chosen(names, wanted);
  const dbf = siblingOf(container, name, 'dbf');
  if (dbf === null) throw new Error(`${name} vient sans son .dbf ; les attributs étaient attendus à côté des formes`);
  const prj = siblingOf(container, name, 'prj');
  const codePage = siblingOf(container, name, 'cpg');
  const attributes = readAttributes(dbf, codePage === null ? null : decoded(codePage), encoding);
  const shapes = readShapes(container.read(name));
  return {
    name: name.slice(name.lastIndexOf('/') + 1).replace(/\.shp$/i, ''),
    fields: attributes.fields,
    longestName: LONGEST_NAME,
    crs: prj === null ? null : crsOfText(decoded(prj)),
    geometryType: shapes.type,
    count: attributes.count - attributes.deleted,
    encoding: attributes.encoding,
    notices: attributes.notices,
    features: {
      async *[Symbol.asyncIterator](): AsyncGenerator<Feature> {
        let index = 0;
        for (const geometry of shapes.records) {
          const values = index < attributes.count ? attributes.record(index) : null;
          if (values !== null) yield { values, geometry };
          index++;
        }
        if (index !== attributes.count) {
          throw new Error(
            `${name} contient ${index} formes et son .dbf ${attributes.count} enregistrements ; il en faut autant`,
          );
        }
      },
    },
  };
}

/** The most bytes in the name of a .dbf column. */
const LONGEST_NAME = 10;
