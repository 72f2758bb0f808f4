import { escapeMarkup } from '../../../french/escape.ts';
import { movementToWgs84 } from '../../crs/to-wgs84.ts';
import type { Coordinates, Feature, FeatureWriter, Field, FieldType, Geometry, Head, Value } from '../../feature.ts';
import { TextFile } from '../../text/text-file.ts';

/** The appearance of features in a viewer of KML. */
export interface KmlStyles {
  /** By name of the style: the colour of the limit, `#rrggbb`, and the opacity of the inside, from 0 to 1. */
  readonly styles: Readonly<Record<string, { readonly colour: string; readonly fill: number }>>;
  /** Returns the name of a feature's style. */
  styleOf(feature: Feature): string;
}

/**
 * Writes KML 2.2 (OGC 07-147r2) at `path`, which must not exist yet. Positions are converted to WGS84; those in WGS84
 * already stay bit for bit. The values are typed data of each placemark; the field `name`, if any, is its name.
 */
export function writeKml(path: string, head: Head, look?: KmlStyles): FeatureWriter {
  const toWgs84 = movementToWgs84(head.crs);
  const file = new TextFile(path);
  const id = nameOf(head.name);
  file.add(`<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2">\n<Document>\n`);
  file.add(
    `<name>${escaped(head.name)}</name>\n${Object.entries(look?.styles ?? {})
      .map(style)
      .join('')}`,
  );
  const fields = head.fields.map(({ name, type }) => `<SimpleField name="${escaped(name)}" type="${TYPES[type]}"/>`);
  // Programs that read KML as data take a folder for a layer.
  file.add(`<Schema id="${id}" name="${id}">${fields.join('')}</Schema>\n<Folder><name>${escaped(head.name)}</name>\n`);
  return {
    write(feature) {
      const { values, geometry } = feature;
      const brought = geometry === null ? null : toWgs84(geometry);
      const named = head.fields.findIndex(({ name }) => name === 'name');
      file.add(
        '<Placemark>' +
          (named === -1 || values[named] === null ? '' : `<name>${escaped(String(values[named]))}</name>`) +
          (look === undefined ? '' : `<styleUrl>#${nameOf(look.styleOf(feature))}</styleUrl>`) +
          `<ExtendedData><SchemaData schemaUrl="#${id}">${dataOf(head.fields, values)}</SchemaData></ExtendedData>` +
          `${brought === null ? '' : shape(brought)}</Placemark>\n`,
      );
    },
    async close() {
      file.add('</Folder>\n</Document>\n</kml>\n');
      file.close();
    },
  };
}

/** KML has no type for dates or moments. */
const TYPES: Readonly<Record<FieldType, string>> = {
  text: 'string',
  integer: 'int',
  real: 'double',
  boolean: 'bool',
  date: 'string',
  datetime: 'string',
};

function dataOf(fields: readonly Field[], values: readonly Value[]): string {
  return fields
    .map(({ name, type }, i) => {
      const value = values[i] ?? null;
      if (value === null) return '';
      const text = type === 'boolean' ? String(Number(value)) : String(value);
      return `<SimpleData name="${escaped(name)}">${escaped(text)}</SimpleData>`;
    })
    .join('');
}

function style([name, { colour, fill }]: [string, { colour: string; fill: number }]): string {
  // KML writes opacity, blue, green, red.
  const [red, green, blue] = [colour.slice(1, 3), colour.slice(3, 5), colour.slice(5, 7)];
  const opacity = Math.round(255 * fill)
    .toString(16)
    .padStart(2, '0');
  return (
    `<Style id="${nameOf(name)}"><LineStyle><color>ff${blue}${green}${red}</color><width>1.5</width></LineStyle>` +
    `<PolyStyle><color>${opacity}${blue}${green}${red}</color></PolyStyle></Style>\n`
  );
}

function shape(geometry: Geometry): string {
  switch (geometry.type) {
    case 'Point':
      return `<Point><coordinates>${position(geometry.coordinates)}</coordinates></Point>`;
    case 'LineString':
      return `<LineString>${line(geometry.coordinates)}</LineString>`;
    case 'Polygon': {
      const [outer, ...holes] = geometry.coordinates;
      const ring = (positions: readonly Coordinates[]) => `<LinearRing>${line(positions)}</LinearRing>`;
      return `<Polygon>${outer === undefined ? '' : `<outerBoundaryIs>${ring(outer)}</outerBoundaryIs>`}${holes
        .map((hole) => `<innerBoundaryIs>${ring(hole)}</innerBoundaryIs>`)
        .join('')}</Polygon>`;
    }
    case 'MultiPoint':
      return several(geometry.coordinates.map((coordinates) => ({ type: 'Point', coordinates })));
    case 'MultiLineString':
      return several(geometry.coordinates.map((coordinates) => ({ type: 'LineString', coordinates })));
    case 'MultiPolygon':
      return several(geometry.coordinates.map((coordinates) => ({ type: 'Polygon', coordinates })));
    case 'GeometryCollection':
      return several(geometry.geometries);
  }
}

function several(geometries: readonly Geometry[]): string {
  return `<MultiGeometry>${geometries.map(shape).join('')}</MultiGeometry>`;
}

function line(positions: readonly Coordinates[]): string {
  return `<coordinates>${positions.map(position).join(' ')}</coordinates>`;
}

function position(coordinates: Coordinates): string {
  return coordinates.join(',');
}

/** Returns an XML identifier. */
function nameOf(text: string): string {
  return text.replace(/[^\w-]/g, '_').replace(/^(?![A-Za-z_])/, '_');
}

/** Escapes a text for XML, without control characters, which XML does not allow. */
function escaped(text: string): string {
  return escapeMarkup(text.replace(CONTROL, ''));
}

const CONTROL = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;
