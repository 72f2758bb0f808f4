import type { Value } from '../files/feature.ts';
import type { Zones } from '../zones/zones.ts';
import { type CollectionId, fieldsOf, type LayerFeature, type LayerField } from './features.ts';

/** What a collection's features can be chosen by: a value that one of their properties equals, or that it lists. */
export interface Queryable {
  /** As the query names it. */
  readonly name: string;
  readonly type: 'string' | 'boolean';
  /** In French. */
  readonly description: string;
  /** Every value that it takes, where they are known. */
  readonly values?: readonly string[];
  /** What the value is like, where not everything will do. */
  readonly pattern?: string;
  matches(properties: LayerFeature['properties'], value: string): boolean;
}

/** The queryables of a collection, each also a parameter of its items. */
export function queryablesOf(collection: CollectionId, zones: Zones): readonly Queryable[] {
  const fields = fieldsOf(collection).filter(({ name }) => ASKED[collection].includes(name));
  const generations = zones.generations.map(({ generation }) => generation.id);
  const queryables = fields.map((field) =>
    queryable(field.name === 'generation' ? { ...field, values: generations } : field),
  );
  return collection === 'communes' ? queryables : [...queryables, COMMUNE];
}

/** Whether a text is a value that the queryable may be asked for. */
export function accepts({ values, pattern }: Queryable, value: string): boolean {
  if (values !== undefined) return values.includes(value);
  return pattern === undefined || new RegExp(pattern).test(value);
}

/** The queryables as a JSON Schema: each property is one of them; `uri` is where this is. */
export function queryablesSchema(collection: CollectionId, zones: Zones, title: string, uri: string): object {
  const properties = Object.fromEntries(
    queryablesOf(collection, zones).map((one) => [one.name, schemaOf(one)] as const),
  );
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: uri,
    type: 'object',
    title,
    properties: {
      ...properties,
      geometry: {
        title: 'geometry',
        description: 'Géométrie, choisie par le paramètre « bbox ».',
        format: 'geometry-multipolygon',
        'x-ogc-role': 'primary-geometry',
      },
    },
    additionalProperties: false,
  };
}

/** The JSON Schema of a queryable, and of the parameter that bears its name. */
export function schemaOf({ name, type, description, values, pattern }: Queryable): object {
  return {
    title: name,
    description,
    type,
    ...(values && type === 'string' ? { enum: values } : {}),
    ...(pattern ? { pattern } : {}),
  };
}

const ASKED: Readonly<Record<CollectionId, readonly string[]>> = {
  zones: ['code', 'name', 'kind', 'generation', 'formerly', 'status'],
  bands: ['code', 'name', 'kind', 'generation', 'status'],
  communes: ['code', 'name', 'agglomeration', 'shape'],
};

/** The property lists them all: a filter by equality would have to know the others. */
const COMMUNE: Queryable = {
  name: 'commune',
  type: 'string',
  description: 'Code INSEE de l’une des communes où se trouve le quartier.',
  pattern: '^[0-9AB]{5}$',
  matches: ({ communes }, value) => String(communes).split(';').includes(value),
};

function queryable({ name, type, description, values }: LayerField): Queryable {
  if (type === 'boolean') {
    const matches = (properties: Readonly<Record<string, Value>>, value: string) =>
      properties[name] === (value === 'true' || value === '1');
    // GDAL writes a boolean as a number.
    return { name, type: 'boolean', description, values: ['true', 'false', '1', '0'], matches };
  }
  return {
    name,
    type: 'string',
    description,
    ...(values ? { values } : {}),
    matches: (properties, value) => properties[name] === value,
  };
}
