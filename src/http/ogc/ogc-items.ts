import { setImmediate } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import type { Loaded } from '../../load.ts';
import { QUERYABLES, titleOf } from '../../ogc/collections.ts';
import type { LayerFeature } from '../../ogc/features.ts';
import { type ItemsQuestion, itemOf, itemsOf, toGeoJson } from '../../ogc/items.ts';
import {
  address,
  FORMATS,
  type Format,
  GEOJSON_TYPE,
  HTML_TYPE,
  type Link,
  ownLinks,
  SCHEMA_TYPE,
} from '../../ogc/link.ts';
import type { Crs } from '../../ogc/reference-systems.ts';
import { Problem } from '../../questions/problem.ts';
import { publicOrigin } from '../public-origin.ts';
import { getResource, readCollection } from './ogc.ts';
import { itemPage, itemsPage } from './ogc-pages.ts';
import { type Asked, readItemQuery, readItemsQuery } from './ogc-question.ts';
import { sendResource } from './ogc-reply.ts';

/** The features of the collections, by page or one by one, as GeoJSON or HTML. */
export function ogcItemsRoutes(app: FastifyInstance, loaded: Loaded, publicUrl: string | null): void {
  getResource(app, '/ogc/collections/:collectionId/items', async (request, reply) => {
    const id = readCollection(request.params);
    const { zones } = loaded.current;
    const { accept } = request.headers;
    const { question, format, crs, asked } = readItemsQuery(request.query as string, accept, id, zones);
    const { features, matched } = await itemsOf(question, zones, () => setImmediate());
    const written = await writeFeatures(features, crs, format);
    const root = `${publicOrigin(request, publicUrl)}/ogc`;
    const links = itemsLinks(`${root}/collections/${id}`, question, asked, format, matched);
    const timeStamp = new Date().toISOString();
    const summary = { matched, dataVersion: zones.dataVersion, timeStamp, crs };
    reply.header('content-crs', `<${crs.uri}>`);
    sendResource(request, reply, {
      format,
      type: `${GEOJSON_TYPE}; charset=utf-8`,
      links,
      timeStamp,
      json() {
        const { dataVersion } = zones;
        const head = { numberMatched: matched, numberReturned: features.length, timeStamp, dataVersion, links };
        return `{"type":"FeatureCollection",${JSON.stringify(head).slice(1, -1)},"features":[${written.join(',')}]}`;
      },
      page: () => itemsPage(root, { id, title: titleOf(id, zones) }, features, summary, links),
    });
    return reply;
  });

  getResource(app, '/ogc/collections/:collectionId/items/:featureId', (request, reply) => {
    const id = readCollection(request.params);
    const { zones } = loaded.current;
    const { format, crs, asked } = readItemQuery(request.query as string, request.headers.accept);
    const feature = itemOf(id, (request.params as { featureId: string }).featureId, zones);
    if (feature === undefined) throw new Problem('not-found', 'Rien ne porte cet identifiant dans cette collection.');
    const root = `${publicOrigin(request, publicUrl)}/ogc`;
    const url = `${root}/collections/${id}`;
    const title = titleOf(id, zones);
    const links: Link[] = [
      ...ownLinks(`${url}/items/${encodeURIComponent(feature.id)}`, format, GEOJSON_TYPE, asked),
      {
        href: address(url, { f: format }),
        rel: 'collection',
        type: format === 'json' ? 'application/json' : HTML_TYPE,
        title,
      },
    ];
    const { dataVersion } = zones;
    reply.header('content-crs', `<${crs.uri}>`);
    sendResource(request, reply, {
      format,
      type: `${GEOJSON_TYPE}; charset=utf-8`,
      links,
      json: () => JSON.stringify({ ...toGeoJson(feature, crs), dataVersion, links }),
      page: () => itemPage(root, { id, title }, feature, { dataVersion, crs }, links),
    });
  });
}

/**
 * Writes the features as GeoJSON, or only computes their geometry for a page. A band takes some milliseconds the first
 * time, and so does another reference system for many features: other requests are served in between.
 */
async function writeFeatures(features: readonly LayerFeature[], crs: Crs, format: Format): Promise<string[]> {
  const written: string[] = [];
  for (const feature of features) {
    await setImmediate();
    if (format === 'json') written.push(JSON.stringify(toGeoJson(feature, crs)));
    else void feature.geometry;
  }
  return written;
}

function itemsLinks(url: string, question: ItemsQuestion, asked: Asked, format: Format, matched: number): Link[] {
  const { collection, interval, limit, offset } = question;
  const items = `${url}/items`;
  // The next page is for the same day, even after midnight.
  const day = asked.datetime ?? interval.from;
  const turned = (rel: string, to: number, title: string): Link[] =>
    FORMATS.toSorted((a) => (a === format ? -1 : 1)).map((f) => ({
      href: address(items, {
        ...asked,
        ...(collection === 'communes' ? {} : { datetime: day }),
        limit,
        offset: to > 0 ? to : null,
        f,
      }),
      rel,
      type: f === 'json' ? GEOJSON_TYPE : HTML_TYPE,
      title,
    }));
  return [
    ...ownLinks(items, format, GEOJSON_TYPE, asked),
    ...(offset + limit < matched ? turned('next', offset + limit, 'Page suivante') : []),
    ...(offset > 0 ? turned('prev', Math.max(0, Math.min(offset, matched) - limit), 'Page précédente') : []),
    {
      href: address(url, { f: format }),
      rel: 'collection',
      type: format === 'json' ? 'application/json' : HTML_TYPE,
      title: 'La collection',
    },
    { href: `${url}/queryables`, rel: QUERYABLES, type: SCHEMA_TYPE, title: 'Critères de sélection' },
  ];
}
