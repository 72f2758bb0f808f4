import type { Zones } from '../zones/zones.ts';
import { HEADERS, PARAMETERS, RESPONSES, reference, SCHEMAS } from './api-components.ts';
import { descriptionOf, landingDocument, titleOf } from './collections.ts';
import { COLLECTION_IDS, type CollectionId, fieldsOf, type LayerField } from './features.ts';
import { GEOJSON_TYPE, HTML_TYPE, JSON_TYPE, OPENAPI_TYPE, SCHEMA_TYPE } from './link.ts';
import { queryablesOf, schemaOf } from './queryables.ts';

/** Returns the OpenAPI 3.0 description of the collections: every path, parameter and status. */
export function apiDefinition(root: string, zones: Zones): object {
  const { title, description } = landingDocument(root, 'json', zones);
  return {
    openapi: '3.0.3',
    info: {
      title,
      description: `${description}\n\nLe reste du service est décrit par \`/openapi.yaml\`.`,
      version: '1.0.0',
      license: { name: 'MIT' },
    },
    servers: [{ url: root, description: 'Ce service' }],
    tags: [
      { name: 'Capabilities', description: 'Ce que cette API sait faire.' },
      { name: 'Data', description: 'Les collections et ce qu’elles contiennent.' },
    ],
    paths: {
      '/': operation('getLandingPage', 'Capabilities', 'Page d’accueil', JSON_TYPE, 'Landing'),
      '/conformance': operation('getConformance', 'Capabilities', 'Classes de conformité', JSON_TYPE, 'Conformance'),
      '/api': operation('getApi', 'Capabilities', 'Cette description', OPENAPI_TYPE, 'Definition'),
      '/collections': operation('getCollections', 'Capabilities', 'Les collections', JSON_TYPE, 'Collections'),
      ...Object.assign({}, ...COLLECTION_IDS.map((id) => collectionPaths(id, zones))),
    },
    components: {
      parameters: PARAMETERS,
      responses: RESPONSES,
      headers: HEADERS,
      schemas: { ...SCHEMAS, ...Object.assign({}, ...COLLECTION_IDS.map(featureSchemas)) },
    },
  };
}

function collectionPaths(id: CollectionId, zones: Zones): object {
  const name = nameOf(id);
  const title = titleOf(id, zones);
  const path = `/collections/${id}`;
  const crs = [reference('parameters', 'crs'), reference('parameters', 'f')];
  const filters = queryablesOf(id, zones).map((queryable) => ({
    name: queryable.name,
    in: 'query',
    required: false,
    description: `Ne garde que ce qui a cette valeur. ${queryable.description}`,
    schema: schemaOf(queryable),
    style: 'form',
    explode: false,
  }));
  return {
    [path]: operation(`get${name}Collection`, 'Data', `Collection : ${title}`, JSON_TYPE, 'Collection'),
    [`${path}/queryables`]: operation(
      `get${name}Queryables`,
      'Data',
      'Critères de sélection',
      SCHEMA_TYPE,
      'Queryables',
    ),
    [`${path}/items`]: {
      get: {
        operationId: `get${name}`,
        tags: ['Data'],
        summary: title,
        description: descriptionOf(id, zones),
        parameters: [
          ...['limit', 'offset', 'bbox', 'bbox-crs', 'datetime'].map((one) => reference('parameters', one)),
          ...crs,
          ...filters,
        ],
        responses: responses(GEOJSON_TYPE, `${name}Features`, { 'Content-Crs': reference('headers', 'Content-Crs') }),
      },
    },
    [`${path}/items/{featureId}`]: {
      get: {
        operationId: `get${name}Feature`,
        tags: ['Data'],
        summary: `Un seul : ${title}`,
        parameters: [reference('parameters', 'featureId'), ...crs],
        responses: {
          ...responses(GEOJSON_TYPE, `${name}Feature`, { 'Content-Crs': reference('headers', 'Content-Crs') }),
          '404': reference('responses', 'NotFound'),
        },
      },
    },
  };
}

function operation(operationId: string, tag: string, summary: string, type: string, schema: string): object {
  return {
    get: {
      operationId,
      tags: [tag],
      summary,
      parameters: [reference('parameters', 'f')],
      responses: responses(type, schema),
    },
  };
}

function responses(type: string, schema: string, headers: Record<string, object> = {}): object {
  return {
    '200': {
      description: 'Le document.',
      headers: { ETag: reference('headers', 'ETag'), Link: reference('headers', 'Link'), ...headers },
      content: {
        [type]: { schema: reference('schemas', schema) },
        [HTML_TYPE]: { schema: { type: 'string' } },
      },
    },
    '304': { description: 'Rien n’a changé depuis l’ETag que cite la requête.' },
    '400': reference('responses', 'InvalidQuery'),
    '405': reference('responses', 'MethodNotAllowed'),
    '414': reference('responses', 'UriTooLong'),
    '500': reference('responses', 'ServerError'),
    default: reference('responses', 'OtherProblem'),
  };
}

function nameOf(id: CollectionId): string {
  return id[0]!.toUpperCase() + id.slice(1);
}

function featureSchemas(id: CollectionId): object {
  const properties = Object.fromEntries(fieldsOf(id).map((field) => [field.name, valueSchema(field)]));
  const feature = {
    type: 'object',
    required: ['type', 'id', 'geometry', 'properties'],
    properties: {
      type: { type: 'string', enum: ['Feature'] },
      id: { type: 'string', description: 'Le nomme parmi tous ceux de la collection, quelle que soit la génération.' },
      geometry: reference('schemas', 'Geometry'),
      properties: { type: 'object', required: Object.keys(properties), properties },
      links: reference('schemas', 'Links'),
      dataVersion: reference('schemas', 'DataVersion'),
    },
  };
  const name = nameOf(id);
  return {
    [`${name}Feature`]: feature,
    [`${name}Features`]: {
      type: 'object',
      required: ['type', 'features', 'links', 'numberMatched', 'numberReturned', 'timeStamp'],
      properties: {
        type: { type: 'string', enum: ['FeatureCollection'] },
        features: { type: 'array', items: reference('schemas', `${name}Feature`) },
        links: reference('schemas', 'Links'),
        numberMatched: {
          type: 'integer',
          minimum: 0,
          description: 'Combien répondent à la demande, toutes pages réunies.',
        },
        numberReturned: { type: 'integer', minimum: 0, description: 'Combien sont sur cette page.' },
        timeStamp: { type: 'string', format: 'date-time', description: 'Quand la réponse a été faite.' },
        dataVersion: reference('schemas', 'DataVersion'),
      },
    },
  };
}

function valueSchema({ type, description, values }: LayerField): object {
  const json = { integer: 'integer', real: 'number', boolean: 'boolean' }[type as string] ?? 'string';
  return {
    type: json,
    nullable: true,
    ...(type === 'date' ? { format: 'date' } : {}),
    // In an enumeration, null is allowed only when it is listed.
    ...(values ? { enum: [...values, null] } : {}),
    description,
  };
}
