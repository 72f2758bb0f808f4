import type { FastifyInstance, RouteHandlerMethod } from 'fastify';
import type { Loaded } from '../../load.ts';
import { apiDefinition } from '../../ogc/api-definition.ts';
import {
  collectionDocument,
  collectionsDocument,
  isCollection,
  landingDocument,
  titleOf,
} from '../../ogc/collections.ts';
import { CONFORMANCE_CLASSES } from '../../ogc/conformance.ts';
import { COLLECTION_IDS, type CollectionId } from '../../ogc/features.ts';
import { JSON_TYPE, OPENAPI_TYPE, ownLinks, SCHEMA_TYPE } from '../../ogc/link.ts';
import { queryablesOf, queryablesSchema } from '../../ogc/queryables.ts';
import { Problem } from '../../questions/problem.ts';
import { compressAnswer } from '../compression.ts';
import { writeReference } from '../pages/reference-page.ts';
import { publicOrigin } from '../public-origin.ts';
import { collectionPage, collectionsPage, conformancePage, landingPage, queryablesPage } from './ogc-pages.ts';
import { readFormat } from './ogc-question.ts';
import { sendResource } from './ogc-reply.ts';

/** The routes of OGC API Features about the collections themselves, from the landing page to the queryables. */
export function ogcRoutes(app: FastifyInstance, loaded: Loaded, publicUrl: string | null): void {
  const JSON_UTF8 = `${JSON_TYPE}; charset=utf-8`;

  getResource(app, '/ogc', (request, reply) => {
    const format = readFormat(request.query as string, request.headers.accept);
    const root = `${publicOrigin(request, publicUrl)}/ogc`;
    const { zones } = loaded.current;
    const document = landingDocument(root, format, zones);
    sendResource(request, reply, {
      format,
      type: JSON_UTF8,
      links: document.links,
      json: () => JSON.stringify(document),
      page: () => landingPage(root, document, zones),
    });
  });

  getResource(app, '/ogc/conformance', (request, reply) => {
    const format = readFormat(request.query as string, request.headers.accept);
    const root = `${publicOrigin(request, publicUrl)}/ogc`;
    const links = ownLinks(`${root}/conformance`, format, JSON_TYPE);
    sendResource(request, reply, {
      format,
      type: JSON_UTF8,
      links,
      json: () => JSON.stringify({ conformsTo: CONFORMANCE_CLASSES, links }),
      page: () => conformancePage(root, CONFORMANCE_CLASSES, links),
    });
  });

  getResource(app, '/ogc/api', (request, reply) => {
    const format = readFormat(request.query as string, request.headers.accept);
    const root = `${publicOrigin(request, publicUrl)}/ogc`;
    const document = apiDefinition(root, loaded.current.zones);
    sendResource(request, reply, {
      format,
      type: OPENAPI_TYPE,
      links: ownLinks(`${root}/api`, format, OPENAPI_TYPE),
      json: () => JSON.stringify(document),
      page: () =>
        writeReference(document, {
          definition: { href: `${root}/api?f=json`, title: 'OpenAPI 3.0 (JSON)' },
          home: root,
        }),
    });
  });

  getResource(app, '/ogc/collections', (request, reply) => {
    const format = readFormat(request.query as string, request.headers.accept);
    const root = `${publicOrigin(request, publicUrl)}/ogc`;
    const document = collectionsDocument(root, format, loaded.current.zones);
    sendResource(request, reply, {
      format,
      type: JSON_UTF8,
      links: document.links,
      json: () => JSON.stringify(document),
      page: () => collectionsPage(root, document),
    });
  });

  getResource(app, '/ogc/collections/:collectionId', (request, reply) => {
    const id = readCollection(request.params);
    const format = readFormat(request.query as string, request.headers.accept);
    const root = `${publicOrigin(request, publicUrl)}/ogc`;
    const document = collectionDocument(root, format, id, loaded.current.zones);
    sendResource(request, reply, {
      format,
      type: JSON_UTF8,
      links: document.links,
      json: () => JSON.stringify(document),
      page: () => collectionPage(root, document),
    });
  });

  getResource(app, '/ogc/collections/:collectionId/queryables', (request, reply) => {
    const id = readCollection(request.params);
    const format = readFormat(request.query as string, request.headers.accept);
    const root = `${publicOrigin(request, publicUrl)}/ogc`;
    const url = `${root}/collections/${id}/queryables`;
    const { zones } = loaded.current;
    const title = titleOf(id, zones);
    const schema = queryablesSchema(id, zones, title, url);
    const links = ownLinks(url, format, SCHEMA_TYPE);
    sendResource(request, reply, {
      format,
      type: SCHEMA_TYPE,
      links,
      json: () => JSON.stringify(schema),
      page: () => queryablesPage(root, { id, title }, queryablesOf(id, zones), schema, links),
    });
  });
}

/**
 * Adds a route that answers with or without a final slash: people copy addresses either way, and some programs add one.
 */
export function getResource(app: FastifyInstance, path: string, answer: RouteHandlerMethod): void {
  for (const url of [path, `${path}/`]) app.get(url, { onSend: compressAnswer }, answer);
}

/** Returns the collection of a path. Throws a Problem for an unknown one. */
export function readCollection(params: unknown): CollectionId {
  const { collectionId } = params as { collectionId: string };
  if (isCollection(collectionId)) return collectionId;
  throw new Problem('not-found', `Aucune collection ne porte ce nom ; il y a ${COLLECTION_IDS.join(', ')}.`);
}
