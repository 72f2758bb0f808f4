import { escapeMarkup } from '../../french/escape.ts';
import { bound } from '../../french/spacing.ts';
import {
  type collectionDocument,
  type collectionsDocument,
  type landingDocument,
  titleOf,
} from '../../ogc/collections.ts';
import { COLLECTION_IDS, type CollectionId, fieldsOf, type LayerFeature } from '../../ogc/features.ts';
import type { Link } from '../../ogc/link.ts';
import type { Queryable } from '../../ogc/queryables.ts';
import { type Crs, shapeIn } from '../../ogc/reference-systems.ts';
import type { Zones } from '../../zones/zones.ts';
import { type Page, writePage } from '../pages/html-page.ts';
import { drawShapes } from '../pages/shape-preview.ts';

/*
 * The collections as HTML pages. Each page has all the content and all the links of the same resource in JSON.
 */

export function landingPage(
  root: string,
  { title, description, links }: ReturnType<typeof landingDocument>,
  zones: Zones,
): Page {
  const collections = COLLECTION_IDS.map(
    (id) => `<li><a href="${escapeMarkup(`${root}/collections/${id}`)}">${escapeMarkup(titleOf(id, zones))}</a></li>`,
  );
  return page(
    title,
    [],
    `<p>${french(description)}</p>
<ul>${collections.join('')}</ul>
<p>${HOW_TO_OPEN}</p>`,
    links,
  );
}

const HOW_TO_OPEN =
  'Dans QGIS\u00a0: «\u00a0Couche › Ajouter une couche › WFS / OGC API - Features\u00a0», avec l’adresse de ' +
  'cette page. Avec GDAL\u00a0: <code>OAPIF:</code> suivi de cette adresse.';

export function conformancePage(root: string, classes: readonly string[], links: readonly Link[]): Page {
  const items = classes.map((uri) => `<li><a href="${escapeMarkup(uri)}"><code>${escapeMarkup(uri)}</code></a></li>`);
  return page(
    'Classes de conformité',
    [[root, 'Accueil']],
    `<p>Les classes de conformité des normes OGC API Features que cette API respecte.</p><ul>${items.join('')}</ul>`,
    links,
  );
}

export function collectionsPage(root: string, document: ReturnType<typeof collectionsDocument>): Page {
  const { crs, collections, links } = document;
  const sections = collections.map((collection) => {
    const href = escapeMarkup(`${root}/collections/${collection.id}`);
    const heading = `<h2><a href="${href}">${escapeMarkup(collection.title)}</a></h2>`;
    return `<article>${heading}${aboutCollection(collection)}${linkList(collection.links)}</article>`;
  });
  return page(
    'Collections',
    [[root, 'Accueil']],
    `${sections.join('')}<h2>Systèmes de coordonnées</h2>${uris(crs)}`,
    links,
  );
}

export function collectionPage(root: string, document: ReturnType<typeof collectionDocument>): Page {
  const rows = fieldsOf(document.id).map(({ name, type, description, values }) => {
    const meaning = `${french(description)}${values ? valueList(values) : ''}`;
    return `<tr><th scope="row">${name}</th><td>${TYPES[type]}</td><td>${meaning}</td></tr>`;
  });
  return page(
    document.title,
    [
      [root, 'Accueil'],
      [`${root}/collections`, 'Collections'],
    ],
    `${aboutCollection(document)}
<h2>Propriétés</h2>
<table><thead><tr><th>Nom</th><th>Type</th><th>Sens</th></tr></thead><tbody>${rows.join('')}</tbody></table>`,
    document.links,
  );
}

export function queryablesPage(
  root: string,
  { id, title }: { id: CollectionId; title: string },
  queryables: readonly Queryable[],
  schema: object,
  links: readonly Link[],
): Page {
  const rows = queryables.map(({ name, type, description, values, pattern }) => {
    const form = pattern ? ` Forme\u00a0: <code>${escapeMarkup(pattern)}</code>.` : '';
    const meaning = `${french(description)}${values ? valueList(values) : ''}${form}`;
    const kind = type === 'boolean' ? 'oui ou non' : 'texte';
    return `<tr><th scope="row">${name}</th><td>${kind}</td><td>${meaning}</td></tr>`;
  });
  const json = escapeMarkup(JSON.stringify(schema, null, 2));
  return page(
    `${title} : critères de sélection`,
    collectionTrail(root, id, title),
    `<p>${ABOUT_QUERYABLES}</p>
<table><thead><tr><th>Nom</th><th>Type</th><th>Sens</th></tr></thead><tbody>${rows.join('')}</tbody></table>
<details><summary>Le schéma JSON</summary><pre><code>${json}</code></pre></details>`,
    links,
  );
}

const ABOUT_QUERYABLES =
  'Chacun est un paramètre des éléments de la collection, à côté de <code>bbox</code> et de <code>datetime</code>.';

function valueList(values: readonly string[]): string {
  return ` Valeurs\u00a0: ${values.map((value) => `<code>${escapeMarkup(value)}</code>`).join(', ')}.`;
}

/** What the pages of items show besides the features. */
export interface ItemsSummary {
  readonly matched: number;
  readonly dataVersion: string;
  readonly timeStamp: string;
  readonly crs: Crs;
}

export function itemsPage(
  root: string,
  { id, title }: { id: CollectionId; title: string },
  features: readonly LayerFeature[],
  { matched, dataVersion, timeStamp, crs }: ItemsSummary,
  links: readonly Link[],
): Page {
  const turn = links.filter(({ rel, type }) => (rel === 'prev' || rel === 'next') && type === 'text/html');
  const pages = turn.map(
    ({ href, rel }) => `<a href="${escapeMarkup(href)}">${rel === 'next' ? 'page suivante' : 'page précédente'}</a>`,
  );
  const rows = features.map((feature) => {
    const href = escapeMarkup(`${root}/collections/${id}/items/${encodeURIComponent(feature.id)}`);
    const name = escapeMarkup(`${feature.properties.name ?? feature.id}`);
    const content = `${properties(id, feature)}${coordinates(feature, crs)}`;
    const details = `<details><summary>Propriétés et géométrie</summary>${content}</details>`;
    const link = `<a href="${href}">${name}</a>`;
    return `<tr><td>${link}</td><td><code>${escapeMarkup(feature.id)}</code></td><td>${details}</td></tr>`;
  });
  return page(
    title,
    collectionTrail(root, id, title),
    `<p>${features.length} sur ${matched}${pages.length > 0 ? ` · ${pages.join(' · ')}` : ''}</p>
${drawShapes(features.flatMap(({ geometry }) => geometry ?? []))}
<table><thead><tr><th>Nom</th><th>Identifiant</th><th>Contenu</th></tr></thead><tbody>${rows.join('')}</tbody></table>
<p class="soft">${versionAndCrs(dataVersion, crs)} Réponse du <time>${timeStamp}</time>.</p>`,
    links,
  );
}

export function itemPage(
  root: string,
  { id, title }: { id: CollectionId; title: string },
  feature: LayerFeature,
  { dataVersion, crs }: Pick<ItemsSummary, 'dataVersion' | 'crs'>,
  links: readonly Link[],
): Page {
  return page(
    `${feature.properties.name ?? feature.id}`,
    [...collectionTrail(root, id, title), [`${root}/collections/${id}/items`, 'Éléments']],
    `<p><code>${escapeMarkup(feature.id)}</code></p>
${feature.geometry ? drawShapes(feature.geometry) : WITHOUT_PERIMETER}
${properties(id, feature)}${coordinates(feature, crs)}
<p class="soft">${versionAndCrs(dataVersion, crs)}</p>`,
    links,
  );
}

function versionAndCrs(dataVersion: string, crs: Crs): string {
  const coordinates = `${escapeMarkup(crs.name)} (<a href="${crs.uri}">${crs.uri}</a>)`;
  return `Version des données\u00a0: ${escapeMarkup(dataVersion)}. Coordonnées\u00a0: ${coordinates}.`;
}

const WITHOUT_PERIMETER =
  '<p><strong>Personne n’a dessiné ce quartier.</strong> Un lieu de ses communes peut y être.</p>';

/** Escapes a French sentence for HTML, with no-break spaces at punctuation. */
function french(text: string): string {
  return escapeMarkup(bound(text));
}

type Trail = readonly (readonly [href: string, name: string])[];

function collectionTrail(root: string, id: CollectionId, title: string): Trail {
  return [
    [root, 'Accueil'],
    [`${root}/collections`, 'Collections'],
    [`${root}/collections/${id}`, title],
  ];
}

function page(title: string, trail: Trail, body: string, links: readonly Link[]): Page {
  const steps = trail.map(([href, name]) => `<a href="${escapeMarkup(href)}">${escapeMarkup(name)}</a>`);
  const above = steps.length > 0 ? `<p class="soft">${steps.join(' › ')}</p>\n` : '';
  return writePage(
    `${escapeMarkup(title)} · Périmètre`,
    `<main>${above}<h1>${escapeMarkup(title)}</h1>
${body}
<h2>Liens</h2>${linkList(links)}</main>`,
  );
}

function linkList(links: readonly Link[]): string {
  const items = links.map(({ href, rel, type, title }) => {
    const shown = title ?? rel;
    const kind = type === undefined ? '' : ` <code>${escapeMarkup(type)}</code>`;
    return (
      `<li><a href="${escapeMarkup(href)}" ` +
      `rel="${escapeMarkup(rel)}"${type === undefined ? '' : ` type="${escapeMarkup(type)}"`}>${escapeMarkup(shown)}</a> ` +
      `<span class="soft">${escapeMarkup(rel)}${kind}</span></li>`
    );
  });
  return `<ul>${items.join('')}</ul>`;
}

function aboutCollection(collection: ReturnType<typeof collectionDocument>): string {
  const { id, description, itemType, extent, crs, storageCrs, dataVersion } = collection;
  const rows: [string, string][] = [
    ['Identifiant', `<code>${id}</code>`],
    ['Contenu', `<code>${itemType}</code>`],
    ...('spatial' in extent && extent.spatial
      ? [
          [
            'Étendue',
            `<code>${extent.spatial.bbox[0]!.join(', ')}</code> (<a href="${extent.spatial.crs}">CRS84</a>)`,
          ] as [string, string],
        ]
      : []),
    ...('temporal' in extent && extent.temporal
      ? [
          [
            'Période',
            `${extent.temporal.interval[0]!.map(toTime).join(' – ')} ` +
              `(<a href="${extent.temporal.trs}">calendrier grégorien</a>)`,
          ] as [string, string],
        ]
      : []),
    ['Systèmes de coordonnées', uris(crs)],
    ['Conservé en', uris([storageCrs])],
    ['Version des données', escapeMarkup(dataVersion)],
  ];
  return `<p>${french(description)}</p>${table(rows)}`;
}

function toTime(end: string | null): string {
  return end === null ? 'sans fin' : `<time>${end}</time>`;
}

function uris(list: readonly string[]): string {
  return `<ul>${list.map((uri) => `<li><a href="${escapeMarkup(uri)}">${escapeMarkup(uri)}</a></li>`).join('')}</ul>`;
}

function properties(id: CollectionId, { properties: values }: LayerFeature): string {
  return table(
    fieldsOf(id).map(({ name, description }) => {
      const value = values[name] ?? null;
      const shown = value === null ? '<span class="soft">nul</span>' : escapeMarkup(String(value));
      return [`<span title="${french(description)}">${name}</span>`, shown];
    }),
  );
}

function coordinates({ geometry }: LayerFeature, crs: Crs): string {
  if (geometry === null) return '<p>Géométrie\u00a0: <span class="soft">nulle</span></p>';
  return (
    `<details><summary>Géométrie (MultiPolygon\u00a0; ` +
    `${escapeMarkup(crs.axes)})</summary><pre><code>${JSON.stringify(shapeIn(crs, geometry))}</code></pre></details>`
  );
}

function table(rows: readonly (readonly [string, string])[]): string {
  const lines = rows.map(([name, value]) => `<tr><th scope="row">${name}</th><td>${value}</td></tr>`);
  return `<table><tbody>${lines.join('')}</tbody></table>`;
}

const TYPES = {
  text: 'texte',
  integer: 'nombre entier',
  real: 'nombre',
  boolean: 'oui ou non',
  date: 'jour',
  datetime: 'moment',
} as const;
