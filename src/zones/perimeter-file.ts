import { nameOfCrs } from '../files/crs/crs-text.ts';
import { readOtherwise, systemOf } from '../files/crs/layer-system.ts';
import type { Encoding } from '../files/csv/text.ts';
import type { Feature, Geometry, GeometryType, Value } from '../files/feature.ts';
import { alone } from '../files/geometry.ts';
import type { InputFormat } from '../files/input-format.ts';
import { type OpenedLayer, openLayers } from '../files/open-layer.ts';
import type { MultiPolygon } from '../geo/polygon.ts';
import { type ReferenceSystem, type Transformation, transformationOf } from '../geo/projection.ts';

export type Properties = Record<string, Value>;

/** What the caller knows better than the file. */
export interface ReadOptions {
  /** `EPSG:2154`: what the coordinates are in, whatever the file says. */
  readonly crs?: string | undefined;
  readonly encoding?: Encoding | undefined;
  /** The layer, or the entry of a zip or of a folder. */
  readonly layer?: string | undefined;
}

/** What a file of perimeters holds. */
export interface PerimeterFile {
  readonly format: InputFormat;
  /** As found or given, `EPSG:2154`; several separated by `, ` where shapefiles in several systems were put together. */
  readonly crs: string;
  readonly transformation: Transformation;
  readonly encoding: string;
  readonly features: readonly PerimeterFeature[];
  /** What had to be decided to read it, in sentences. */
  readonly notices: readonly string[];
}

export interface PerimeterFeature {
  /** Its rank in the file, from 0. */
  readonly index: number;
  readonly properties: Readonly<Properties>;
  /** WGS84 longitude, latitude; otherwise as in the file: rings are neither closed, turned nor repaired. */
  readonly geometry: MultiPolygon;
}

/**
 * Reads the perimeters of a layer of any format, or of the shapefiles of a zip or a folder that are those of one territory each, and brings them to
 * WGS84. Every feature is read or the whole is refused: throws an Error of one line, with the file, the feature, what is wrong and
 * what was expected.
 */
export async function readPerimeterFile(path: string, options: ReadOptions = {}): Promise<PerimeterFile> {
  const { crs, encoding, layer } = options;
  const layers = await openLayers(path, { encoding, layer, draws: 'polygons' });
  const features: PerimeterFeature[] = [];
  const systems: ReferenceSystem[] = [];
  const notices = new Set(layers.flatMap((each) => each.notices ?? []));
  for (const each of layers) {
    const system = systemIn(path, each, crs);
    systems.push(system);
    const other = readOtherwise(each, system);
    if (other !== null) notices.add(other);
    // What reading a feature throws bears the path already.
    for await (const feature of each.features) features.push(perimeterOf(path, feature, each, system, features.length));
  }
  if (features.length === 0) {
    throw new Error(`${path} : il ne contient aucun objet ; un périmètre au moins était attendu`);
  }
  return {
    format: layers[0]!.format,
    crs: distinct(systems.map(({ code }) => nameOfCrs(code))).join(', '),
    transformation: {
      name: distinct(systems.map(({ transformation }) => transformation.name)).join(', '),
      precision: Math.max(...systems.map(({ transformation }) => transformation.precision)),
    },
    // Several encodings only differ by the accents, which have been read: the one that had to be worked out is worth saying.
    encoding: layers.map((each) => each.encoding ?? 'utf-8').find((each) => each !== 'utf-8') ?? 'utf-8',
    features,
    notices: [...notices],
  };
}

function systemIn(path: string, layer: OpenedLayer, crs: string | undefined): ReferenceSystem {
  if (layer.geometryType === null && layer.count !== 0) {
    throw new Error(`${path} : ${layer.name} est une table sans géométrie ; des polygones étaient attendus`);
  }
  if (layer.geometryType !== null && !POLYGONS.includes(layer.geometryType)) {
    throw new Error(
      `${path} : ${layer.name} contient des ${PLURALS[layer.geometryType]} ; des polygones étaient attendus`,
    );
  }
  try {
    return systemOf(layer, crs, path) ?? transformationOf('EPSG:4326');
  } catch (error) {
    const { message } = error as Error;
    throw message.startsWith(path) ? error : new Error(`${path} : ${message}`, { cause: error });
  }
}

/** What may hold polygons: what a feature really is shows when it is read. */
const POLYGONS: readonly (GeometryType | 'Geometry')[] = ['Polygon', 'MultiPolygon', 'GeometryCollection', 'Geometry'];

const PLURALS: Readonly<Record<GeometryType | 'Geometry', string>> = {
  Point: 'points',
  MultiPoint: 'ensembles de points',
  LineString: 'lignes',
  MultiLineString: 'lignes',
  Polygon: 'polygones',
  MultiPolygon: 'polygones',
  GeometryCollection: 'collections',
  Geometry: 'géométries',
};

function perimeterOf(
  path: string,
  { values, geometry, problem }: Feature,
  { fields }: OpenedLayer,
  system: ReferenceSystem,
  index: number,
): PerimeterFeature {
  const properties: Properties = {};
  fields.forEach(({ name, isKey }, i) => {
    if (!isKey) properties[name] = values[i]!;
  });
  const refused = (reason: string, cause?: unknown) =>
    new Error(`${path} : ${nameOf(index, properties)} ${reason}`, { cause });
  if (problem !== undefined) throw refused(`: ${problem}`);
  if (geometry === null) throw refused('n’a pas de géométrie ; un polygone était attendu');
  const drawn = polygonsOf(geometry);
  if (drawn === null) throw refused(`est de type ${geometry.type} ; un Polygon ou un MultiPolygon était attendu`);
  if (drawn.some((rings) => rings.length === 0 || rings.some((ring) => ring.length === 0)) || drawn.length === 0) {
    throw refused('a une géométrie vide ; un polygone était attendu');
  }
  try {
    return {
      index,
      properties,
      geometry: drawn.map((rings) => rings.map((ring) => ring.map(([x, y]) => system.toWgs84(x!, y!)))),
    };
  } catch (error) {
    throw refused(`: ${(error as Error).message} : vérifiez le système de coordonnées (--crs)`, error);
  }
}

type Polygons = Extract<Geometry, { type: 'MultiPolygon' }>['coordinates'];

function polygonsOf(geometry: Geometry): Polygons | null {
  const one = alone(geometry);
  return one.type === 'Polygon' ? [one.coordinates] : one.type === 'MultiPolygon' ? one.coordinates : null;
}

/** `l’objet n° 3 (QN06208M)`: its rank from 1, and its code or its name where it has one. */
function nameOf(index: number, properties: Properties): string {
  const keys = Object.keys(properties);
  const key = keys.find((name) => /^(code|id)/i.test(name)) ?? keys.find((name) => /^(lib|nom|name)/i.test(name));
  const value = key === undefined ? null : properties[key];
  return value === null || value === undefined ? `l’objet n° ${index + 1}` : `l’objet n° ${index + 1} (${value})`;
}

function distinct<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}
