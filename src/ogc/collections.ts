import { startInParis } from '../french/day.ts';
import { metres } from '../french/numbers.ts';
import type { BoundingBox } from '../geo/polygon.ts';
import type { Zones } from '../zones/zones.ts';
import { bandNotice, COLLECTION_IDS, type CollectionId, featuresOf } from './features.ts';
import {
  address,
  type Format,
  GEOJSON_TYPE,
  HTML_TYPE,
  JSON_TYPE,
  type Link,
  OPENAPI_TYPE,
  ownLinks,
  SCHEMA_TYPE,
} from './link.ts';
import { CRS84, REFERENCE_SYSTEMS } from './reference-systems.ts';

/** Returns whether `id` is the id of a collection. */
export function isCollection(id: string): id is CollectionId {
  return (COLLECTION_IDS as readonly string[]).includes(id);
}

/** Returns the title of a collection, in French. */
export function titleOf(id: CollectionId, { distances }: Zones): string {
  switch (id) {
    case 'zones':
      return 'Quartiers prioritaires et d’intérêt communautaire';
    case 'bands':
      return `Bandes de ${metres(distances.band)} autour des quartiers`;
    case 'communes':
      return 'Communes';
  }
}

const WITHOUT_DATE = 'Sans paramètre « datetime », ce qui est en vigueur aujourd’hui à Paris.';

/** Returns the description of a collection, in French. */
export function descriptionOf(id: CollectionId, { distances: { band } }: Zones): string {
  switch (id) {
    case 'zones':
      return (
        'Les quartiers, un par génération, avec leur périmètre tel qu’il est conservé, son origine et sa ' +
        'précision. Un quartier que personne n’a dessiné a une géométrie nulle : un lieu de ses communes peut y ' +
        `être. ${WITHOUT_DATE}`
      );
    case 'bands':
      return (
        `Pour chaque quartier dessiné, ce qui est au-dehors, à moins de ${metres(band)} de sa limite. ` +
        `${bandNotice(band)} ${WITHOUT_DATE}`
      );
    case 'communes':
      return (
        'Les communes que le service connaît : leur contour, ou un rectangle qui les contient là où aucun contour ' +
        'n’est chargé (propriété « shape »). Elles n’ont pas de date.'
      );
  }
}

/** Returns the landing page, with links to the other resources. `root` is its address, without a final slash. */
export function landingDocument(root: string, format: Format, { distances }: Zones) {
  const links: Link[] = [
    ...ownLinks(root, format, JSON_TYPE),
    {
      href: address(`${root}/api`, { f: 'json' }),
      rel: 'service-desc',
      type: OPENAPI_TYPE,
      title: 'Description de l’API (OpenAPI 3.0)',
    },
    {
      href: address(`${root}/api`, { f: 'html' }),
      rel: 'service-doc',
      type: HTML_TYPE,
      title: 'Documentation de l’API',
    },
    ...both(`${root}/conformance`, 'conformance', JSON_TYPE, 'Classes de conformité'),
    ...both(`${root}/collections`, 'data', JSON_TYPE, 'Collections'),
  ];
  return {
    title: 'Périmètre : quartiers, bandes et communes',
    description:
      'Les quartiers prioritaires de la politique de la ville et les quartiers d’intérêt communautaire, leur ' +
      `bande de ${metres(distances.band)} et les communes, pour les logiciels de cartographie ` +
      '(OGC API Features). Une géométrie dessine ; une réponse sur un lieu se demande au service, qui dit son doute.',
    links,
  };
}

/** Returns the list of all collections. */
export function collectionsDocument(root: string, format: Format, zones: Zones) {
  return {
    links: ownLinks(`${root}/collections`, format, JSON_TYPE),
    crs: REFERENCE_SYSTEMS.map(({ uri }) => uri),
    collections: COLLECTION_IDS.map((id) => ({
      ...about(id, zones),
      links: [
        ...both(`${root}/collections/${id}`, 'self', JSON_TYPE, 'Cette collection'),
        ...collectionLinks(root, format, id, zones),
      ],
    })),
  };
}

/** Returns the description of one collection. */
export function collectionDocument(root: string, format: Format, id: CollectionId, zones: Zones) {
  const links = [
    ...ownLinks(`${root}/collections/${id}`, format, JSON_TYPE),
    ...collectionLinks(root, format, id, zones),
  ];
  return { ...about(id, zones), links };
}

function about(id: CollectionId, zones: Zones) {
  return {
    id,
    title: titleOf(id, zones),
    description: descriptionOf(id, zones),
    itemType: 'feature',
    extent: extentOf(id, zones),
    crs: REFERENCE_SYSTEMS.map(({ uri }) => uri),
    storageCrs: CRS84.uri,
    dataVersion: zones.dataVersion,
  };
}

function collectionLinks(root: string, format: Format, id: CollectionId, zones: Zones): Link[] {
  const url = `${root}/collections/${id}`;
  const [items, page] = both(`${url}/items`, 'items', GEOJSON_TYPE, titleOf(id, zones));
  return [
    // GDAL appends a feature's id to this address, so it has no query; without one the answer is JSON.
    format === 'json' ? { ...items!, href: `${url}/items` } : items!,
    page!,
    ...both(`${url}/queryables`, QUERYABLES, SCHEMA_TYPE, 'Critères de sélection'),
    ...licences(zones).map((title): Link => ({ href: LICENCES[title]!, rel: 'license', type: HTML_TYPE, title })),
  ];
}

/** The link relation of the queryables. */
export const QUERYABLES = 'http://www.opengis.net/def/rel/ogc/1.0/queryables';

function both(url: string, rel: string, json: string, title: string): Link[] {
  return [
    { href: address(url, { f: 'json' }), rel, type: json, title },
    { href: address(url, { f: 'html' }), rel, type: HTML_TYPE, title: `${title} (HTML)` },
  ];
}

/** The licences that have a known address. Each feature has its own licence as a property. */
function licences(zones: Zones): string[] {
  const used = new Set(zones.generations.flatMap(({ drawn }) => drawn.map(({ perimeter }) => perimeter.licence)));
  return [...used].filter((licence) => licence in LICENCES).sort();
}

const LICENCES: Readonly<Record<string, string>> = {
  'Licence Ouverte 2.0': 'https://www.etalab.gouv.fr/licence-ouverte-open-licence/',
};

/** The extent over all generations. It has no spatial part when nothing is drawn, and no temporal part for communes. */
function extentOf(id: CollectionId, zones: Zones) {
  const boxes = featuresOf(id, { from: null, to: null }, zones).flatMap(({ box }) => box ?? []);
  const [west, south, east, north] = around(boxes);
  // A band's bounding box is slightly larger than the band, so further decimals would be meaningless.
  const bbox = id === 'bands' ? [floor(west), floor(south), ceil(east), ceil(north)] : [west, south, east, north];
  const spatial = boxes.length === 0 ? {} : { spatial: { bbox: [bbox], crs: CRS84.uri } };
  const periods = id === 'communes' ? [] : periodsOf(zones);
  if (periods.length === 0) return spatial;
  const from = periods.map((period) => period.from).sort()[0]!;
  const ends = periods.map(({ to }) => to);
  const to = ends.includes(null) ? null : ends.map(String).sort().at(-1)!;
  const interval = [startInParis(from), to === null ? null : startInParis(to).replace('T00:00:00', 'T23:59:59')];
  return { ...spatial, temporal: { interval: [interval], trs: 'http://www.opengis.net/def/uom/ISO-8601/0/Gregorian' } };
}

function floor(degrees: number): number {
  return Math.floor(degrees * 1e7) / 1e7;
}

function ceil(degrees: number): number {
  return Math.ceil(degrees * 1e7) / 1e7;
}

function periodsOf({ generations }: Zones) {
  return generations.flatMap(({ drawn, missing }) =>
    [...drawn.map(({ zone }) => zone), ...missing].map(({ inForce }) => inForce),
  );
}

function around(numbers: readonly number[]): BoundingBox {
  const every = (place: number) => numbers.filter((_, i) => i % 4 === place);
  return [Math.min(...every(0)), Math.min(...every(1)), Math.max(...every(2)), Math.max(...every(3))];
}
