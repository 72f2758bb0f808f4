import { nameOfCrs } from '../files/crs/crs-text.ts';
import { readOtherwise, systemOf } from '../files/crs/layer-system.ts';
import type { Feature, Geometry, GeometryType, Value } from '../files/feature.ts';
import { alone } from '../files/geometry.ts';
import type { InputFormat } from '../files/input-format.ts';
import { type OpenedLayer, openLayers } from '../files/open-layer.ts';
import { reasonOf } from '../files/system-error.ts';
import type { Encoding } from '../files/text/encoding.ts';
import { visibleText } from '../files/visible-text.ts';
import { counted } from '../french/numbers.ts';
import type { MultiPolygon } from '../geo/polygon.ts';
import { type ReferenceSystem, type Transformation, transformationOf } from '../geo/projection.ts';
import { fieldUse } from './match.ts';

export type Properties = Record<string, Value>;

/** Options that override the file's own metadata. */
export interface ReadOptions {
  /** The CRS of the coordinates, like `EPSG:2154`. */
  readonly crs?: string | undefined;
  readonly encoding?: Encoding | undefined;
  /** The name of the layer, or of the file within a zip or a folder. */
  readonly layer?: string | undefined;
}

/** The content of a perimeter file. */
export interface PerimeterFile {
  readonly format: InputFormat;
  /** The CRS found or given, like `EPSG:2154`; several, separated by `, `, for shapefiles in several systems. */
  readonly crs: string;
  readonly transformation: Transformation;
  readonly encoding: string;
  readonly features: readonly PerimeterFeature[];
  /** French sentences about choices made to read the file. */
  readonly notices: readonly string[];
}

export interface PerimeterFeature {
  /** The number of the feature in the file, from 0. */
  readonly index: number;
  readonly properties: Readonly<Properties>;
  /** WGS84 longitude, latitude. Rings are as in the file: neither closed, turned nor repaired. */
  readonly geometry: MultiPolygon;
}

/**
 * Reads the perimeters of a layer in any format, or of the shapefiles of a zip or folder with one territory each, and
 * converts them to WGS84. Every feature is read or the whole file is refused: throws an Error of one French line with
 * the file, the feature, the fault and the expected content.
 */
export async function readPerimeterFile(path: string, options: ReadOptions = {}): Promise<PerimeterFile> {
  const { crs, encoding, layer } = options;
  const layers = await openLayers(path, { encoding, layer, draws: 'polygons' });
  const features: PerimeterFeature[] = [];
  const systems: ReferenceSystem[] = [];
  const cleaned: PerimeterFeature[] = [];
  const notices = new Set(layers.flatMap((each) => each.notices ?? []));
  for (const each of layers) {
    const system = systemIn(path, each, crs);
    systems.push(system);
    const other = readOtherwise(each, system);
    if (other !== null) notices.add(other);
    // Errors of reading a feature already start with the path.
    for await (const feature of each.features) {
      const { isCleaned, ...perimeter } = perimeterOf(path, feature, each, system, features.length);
      features.push(perimeter);
      if (isCleaned) cleaned.push(perimeter);
    }
  }
  if (cleaned.length > 0) notices.add(cleanedInWords(cleaned));
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
    // The encodings only matter for accents; the one that is not the usual UTF-8 is reported.
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

/** The layer types that may contain polygons; the type of each feature is checked when it is read. */
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
): PerimeterFeature & { readonly isCleaned: boolean } {
  const properties: Properties = {};
  let isCleaned = false;
  let tooLong: string | undefined;
  fields.forEach(({ name, isKey }, i) => {
    if (isKey) return;
    const value = values[i]!;
    const use = fieldUse(name);
    const kept = typeof value === 'string' && use !== null ? visibleText(value) : value;
    properties[name] = kept;
    isCleaned ||= kept !== value;
    if (use === 'code or name' && typeof kept === 'string' && [...kept].length > LONGEST_NAME) tooLong ??= name;
  });
  const refused = (reason: string, cause?: unknown) =>
    new Error(`${path} : ${nameOf(index, properties)} ${reason}`, { cause });
  if (problem !== undefined) throw refused(`: ${problem}`);
  if (tooLong !== undefined) {
    const length = [...String(properties[tooLong])].length;
    throw refused(`a ${length} caractères dans « ${tooLong} » ; ${LONGEST_NAME} au plus étaient attendus`);
  }
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
      isCleaned,
      geometry: drawn.map((rings) => rings.map((ring) => ring.map(([x, y]) => system.toWgs84(x!, y!)))),
    };
  } catch (error) {
    const reason = reasonOf(error, 'ses coordonnées ne se convertissent pas');
    throw refused(`: ${reason} : vérifiez le système de coordonnées (--crs)`, error);
  }
}

type Polygons = Extract<Geometry, { type: 'MultiPolygon' }>['coordinates'];

function polygonsOf(geometry: Geometry): Polygons | null {
  const one = alone(geometry);
  return one.type === 'Polygon' ? [one.coordinates] : one.type === 'MultiPolygon' ? one.coordinates : null;
}

/** `l’objet n° 3 (QN06208M)`: its number from 1, and its code or name when it has one. */
function nameOf(index: number, properties: Properties): string {
  const keys = Object.keys(properties);
  const key = keys.find((name) => /^(code|id)/i.test(name)) ?? keys.find((name) => /^(lib|nom|name)/i.test(name));
  const value = key === undefined ? null : properties[key];
  if (value === null || value === undefined) return `l’objet n° ${index + 1}`;
  const text = [...visibleText(String(value))];
  const shown = text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN).join('')}…` : text.join('');
  return `l’objet n° ${index + 1} (${shown})`;
}

/** A notice about the features whose code, name or communes had characters that are not seen. */
function cleanedInWords(cleaned: readonly PerimeterFeature[]): string {
  const first = cleaned.slice(0, 3).map(({ index }) => `n° ${index + 1}`);
  const more = cleaned.length > first.length ? '…' : '';
  const where = counted(cleaned.length, 'objet avait dans son code', 'objets avaient dans leur code');
  return (
    `${where} ou ${cleaned.length === 1 ? 'son' : 'leur'} nom des caractères de contrôle ` +
    `ou de sens d’écriture, qui sont retirés (${first.join(', ')}${more})`
  );
}

/** In characters: the longest name of a quarter has 80. */
const LONGEST_NAME = 200;
/** In characters, in an error. */
const LONGEST_SHOWN = 60;

function distinct<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}
