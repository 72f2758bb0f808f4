import type { Zones } from '../zones/zones.ts';
import { descriptionOf, landingDocument, titleOf } from './collections.ts';
import { COLLECTION_IDS, type CollectionId, fieldsOf, type LayerField } from './features.ts';
import { GEOJSON_TYPE, HTML_TYPE, JSON_TYPE, OPENAPI_TYPE, SCHEMA_TYPE } from './link.ts';
import { queryablesOf, schemaOf } from './queryables.ts';
import { CRS84, REFERENCE_SYSTEMS } from './reference-systems.ts';

/** The number of features on a page. */
export const LIMITS = { least: 1, usual: 100, most: 10_000 } as const;

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

function reference(kind: string, name: string): object {
  return { $ref: `#/components/${kind}/${name}` };
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

const form = { in: 'query', required: false, style: 'form', explode: false } as const;
const crsList = REFERENCE_SYSTEMS.map(({ uri, name, axes }) => `\`${uri}\` (${name} : ${axes})`).join(', ');

const PARAMETERS = {
  f: {
    name: 'f',
    ...form,
    description: 'La forme de la réponse ; sans elle, celle que demande l’en-tête Accept.',
    schema: { type: 'string', enum: ['json', 'html'] },
  },
  limit: {
    name: 'limit',
    ...form,
    description: `Combien au plus sur une page ; au-delà de ${LIMITS.most}, c’est ${LIMITS.most}.`,
    schema: { type: 'integer', minimum: LIMITS.least, maximum: LIMITS.most, default: LIMITS.usual },
  },
  offset: {
    name: 'offset',
    ...form,
    description: 'Combien en passer avant la page : les liens « next » et « prev » le disent.',
    schema: { type: 'integer', minimum: 0, default: 0 },
  },
  bbox: {
    name: 'bbox',
    ...form,
    description:
      'Ce qui touche un rectangle, son coin le plus petit puis le plus grand, dans l’ordre des axes de ' +
      '« bbox-crs » : en CRS84, ouest, sud, est, nord. De six nombres, le troisième et le sixième, des hauteurs, ne ' +
      'choisissent rien. Un ouest plus grand que l’est passe par l’antiméridien. Un quartier sans géométrie répond à ' +
      'tout rectangle, puisqu’il peut y être. Un rectangle n’est le domicile de personne : pour un lieu qui le ' +
      'serait, c’est `POST /v1/eligibility`.',
    schema: {
      type: 'array',
      oneOf: [
        { minItems: 4, maxItems: 4 },
        { minItems: 6, maxItems: 6 },
      ],
      items: { type: 'number' },
    },
  },
  'bbox-crs': {
    name: 'bbox-crs',
    ...form,
    description: `Le système de coordonnées de « bbox » : ${crsList}.`,
    schema: { type: 'string', format: 'uri', enum: REFERENCE_SYSTEMS.map(({ uri }) => uri), default: CRS84.uri },
  },
  crs: {
    name: 'crs',
    ...form,
    description:
      `Le système de coordonnées des géométries : ${crsList}. En CRS84, les coordonnées sont celles qui ` +
      'sont conservées, au bit près ; les mètres sont arrondis au millimètre.',
    schema: { type: 'string', format: 'uri', enum: REFERENCE_SYSTEMS.map(({ uri }) => uri), default: CRS84.uri },
  },
  datetime: {
    name: 'datetime',
    ...form,
    description:
      'Ce qui est en vigueur un jour (`2024-10-01`), à un moment (`2024-10-01T12:00:00Z`), ou à quelque jour ' +
      'd’un intervalle (`2015-01-01/2023-12-31`, `../2023-12-31`, `2024-01-01/..`, `../..`) ; les jours sont ceux de ' +
      'Paris. Sans lui, aujourd’hui. Il ne choisit rien parmi les communes, qui n’ont pas de date.',
    schema: { type: 'string' },
  },
  featureId: {
    name: 'featureId',
    in: 'path',
    required: true,
    description: 'L’identifiant (« id ») dans la collection.',
    schema: { type: 'string' },
  },
} as const;

const HEADERS = {
  'Content-Crs': {
    description: 'Le système de coordonnées des géométries, entre chevrons.',
    schema: { type: 'string' },
  },
  ETag: { description: 'À citer dans If-None-Match pour ne recevoir que ce qui a changé.', schema: { type: 'string' } },
  Link: { description: 'Les liens du document (RFC 8288).', schema: { type: 'string' } },
} as const;

const problem = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: reference('schemas', 'Problem') } },
});

const RESPONSES = {
  InvalidQuery: problem('Un paramètre est inconnu, ou sa valeur n’est pas ce qui est attendu.'),
  NotFound: problem('Rien ne porte cet identifiant.'),
  MethodNotAllowed: problem('Autre méthode que GET, HEAD ou OPTIONS.'),
  UriTooLong: problem('L’adresse demandée est trop longue.'),
  ServerError: problem('Le service a rencontré une erreur inattendue.'),
  OtherProblem: problem('Tout autre problème, comme une requête trop lente ou mal formée.'),
} as const;

const SCHEMAS = {
  Landing: {
    type: 'object',
    required: ['links'],
    properties: {
      title: { type: 'string' },
      description: { type: 'string' },
      links: reference('schemas', 'Links'),
    },
  },
  Conformance: {
    type: 'object',
    required: ['conformsTo'],
    properties: { conformsTo: { type: 'array', items: { type: 'string' } }, links: reference('schemas', 'Links') },
  },
  Definition: { type: 'object', required: ['openapi', 'info', 'paths'] },
  Collections: {
    type: 'object',
    required: ['links', 'collections'],
    properties: {
      links: reference('schemas', 'Links'),
      crs: { type: 'array', items: { type: 'string' } },
      collections: { type: 'array', items: reference('schemas', 'Collection') },
    },
  },
  Collection: {
    type: 'object',
    required: ['id', 'links'],
    properties: {
      id: { type: 'string' },
      title: { type: 'string' },
      description: { type: 'string' },
      itemType: { type: 'string', default: 'feature' },
      extent: reference('schemas', 'Extent'),
      crs: { type: 'array', items: { type: 'string' } },
      storageCrs: { type: 'string', format: 'uri' },
      dataVersion: reference('schemas', 'DataVersion'),
      links: reference('schemas', 'Links'),
    },
  },
  Extent: {
    type: 'object',
    properties: {
      spatial: {
        type: 'object',
        properties: {
          bbox: {
            type: 'array',
            minItems: 1,
            items: { type: 'array', minItems: 4, maxItems: 4, items: { type: 'number' } },
          },
          crs: { type: 'string', enum: [CRS84.uri], default: CRS84.uri },
        },
      },
      temporal: {
        type: 'object',
        properties: {
          interval: {
            type: 'array',
            minItems: 1,
            items: {
              type: 'array',
              minItems: 2,
              maxItems: 2,
              items: { type: 'string', format: 'date-time', nullable: true },
            },
          },
          trs: { type: 'string' },
        },
      },
    },
  },
  Queryables: { type: 'object', required: ['$schema', '$id', 'type', 'properties'] },
  Geometry: {
    type: 'object',
    nullable: true,
    description: 'Nulle où personne n’a dessiné.',
    required: ['type', 'coordinates'],
    properties: {
      type: { type: 'string', enum: ['MultiPolygon'] },
      coordinates: {
        type: 'array',
        items: {
          type: 'array',
          items: {
            type: 'array',
            minItems: 4,
            items: { type: 'array', minItems: 2, maxItems: 2, items: { type: 'number' } },
          },
        },
      },
    },
  },
  DataVersion: { type: 'string', description: 'La version des données du service.' },
  Links: { type: 'array', items: reference('schemas', 'Link') },
  Link: {
    type: 'object',
    required: ['href', 'rel'],
    properties: {
      href: { type: 'string' },
      rel: { type: 'string' },
      type: { type: 'string' },
      hreflang: { type: 'string' },
      title: { type: 'string' },
    },
  },
  Problem: {
    type: 'object',
    description: 'Un problème au sens de la RFC 9457.',
    required: ['type', 'title', 'status', 'detail', 'instance'],
    properties: {
      type: { type: 'string' },
      title: { type: 'string' },
      status: { type: 'integer' },
      detail: { type: 'string' },
      instance: { type: 'string' },
      errors: {
        type: 'array',
        items: {
          type: 'object',
          required: ['path', 'message'],
          properties: { path: { type: 'string' }, message: { type: 'string' } },
        },
      },
    },
  },
} as const;
