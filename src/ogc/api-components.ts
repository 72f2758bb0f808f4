import { CRS84, REFERENCE_SYSTEMS } from './reference-systems.ts';

/** The number of features on a page. */
export const LIMITS = { least: 1, usual: 100, most: 10_000 } as const;

/** A reference to one of the components below, of `kind` `parameters`, `headers`, `responses` or `schemas`. */
export function reference(kind: string, name: string): object {
  return { $ref: `#/components/${kind}/${name}` };
}

const form = { in: 'query', required: false, style: 'form', explode: false } as const;
const crsList = REFERENCE_SYSTEMS.map(({ uri, name, axes }) => `\`${uri}\` (${name} : ${axes})`).join(', ');

/** The components of the OpenAPI description that are the same for every collection. */
export const PARAMETERS = {
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

export const HEADERS = {
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

export const RESPONSES = {
  InvalidQuery: problem('Un paramètre est inconnu, ou sa valeur n’est pas ce qui est attendu.'),
  NotFound: problem('Rien ne porte cet identifiant.'),
  MethodNotAllowed: problem('Autre méthode que GET, HEAD ou OPTIONS.'),
  UriTooLong: problem('L’adresse demandée est trop longue.'),
  ServerError: problem('Le service a rencontré une erreur inattendue.'),
  OtherProblem: problem('Tout autre problème, comme une requête trop lente ou mal formée.'),
} as const;

export const SCHEMAS = {
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
