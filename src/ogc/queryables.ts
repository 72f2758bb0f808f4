import type { Value } from '../files/feature.ts';
import type { Zones } from '../zones/zones.ts';
import { type CollectionId, fieldsOf, type LayerFeature, type LayerField } from './features.ts';

/** A filter on the features of a collection: a property equal to a value, or a list that contains it. */
export interface Queryable {
  /** The name of the query parameter. */
  readonly name: string;
  readonly type: 'string' | 'boolean';
  /** In French. */
  readonly description: string;
  /** All the accepted values, when they are known. */
  readonly values?: readonly string[];
  /** A regular expression that accepted values match. */
  readonly pattern?: string;
  matches(properties: LayerFeature['properties'], value: string): boolean;
}

/** Returns the queryables of a collection. Each is also a query parameter of its items. */
export function queryablesOf(collection: CollectionId, zones: Zones): readonly Queryable[] {
  const fields = fieldsOf(collection).filter(({ name }) => FILTERABLE[collection].includes(name));
  const generations = zones.generations.map(({ generation }) => generation.id);
  const queryables = fields.map((field) =>
    queryableOf(field.name === 'generation' ? { ...field, values: generations } : field),
  );
  return collection === 'communes' ? queryables : [...queryables, COMMUNE];
}

/** Returns whether the queryable accepts this value. */
export function accepts({ values, pattern }: Queryable, value: string): boolean {
  if (values !== undefined) return values.includes(value);
  return pattern === undefined || new RegExp(pattern).test(value);
}

/** Returns the queryables as a JSON Schema with one property each. `uri` is the address of the schema. */
export function queryablesSchema(collection: CollectionId, zones: Zones, title: string, uri: string): object {
  const properties = Object.fromEntries(
    queryablesOf(collection, zones).map((queryable) => [queryable.name, schemaOf(queryable)] as const),
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

/** Returns the JSON Schema of a queryable, which is also that of its query parameter. */
export function schemaOf({ name, type, description, values, pattern }: Queryable): object {
  return {
    title: name,
    description,
    type,
    ...(values && type === 'string' ? { enum: values } : {}),
    ...(pattern ? { pattern } : {}),
  };
}

const FILTERABLE: Readonly<Record<CollectionId, readonly string[]>> = {
  zones: ['code', 'name', 'kind', 'generation', 'formerly', 'status'],
  bands: ['code', 'name', 'kind', 'generation', 'status'],
  communes: ['code', 'name', 'agglomeration', 'shape'],
};

/** The property is a list of communes, so equality would not do. */
const COMMUNE: Queryable = {
  name: 'commune',
  type: 'string',
  description: 'Code INSEE de l’une des communes où se trouve le quartier.',
  pattern: '^[0-9AB]{5}$',
  matches: ({ communes }, value) => String(communes).split(';').includes(value),
};

function queryableOf({ name, type, description, values }: LayerField): Queryable {
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
