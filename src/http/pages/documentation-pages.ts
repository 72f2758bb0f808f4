import { load } from 'js-yaml';
import { escapeMarkup } from '../../french/escape.ts';
import { operationList, type PlacedOperation, paragraphs, ReferenceParts } from './reference-page.ts';

/**
 * Returns the pages of the API's documentation by path, from its description (OpenAPI 3.1, as YAML): `/docs` lists the
 * data and the operations by use, `/docs/USE` describes those of one use, `/docs/objets` the objects. `hasSite`:
 * whether there are pages to link to.
 */
export function documentationPages(description: string, hasSite: boolean): ReadonlyMap<string, DocumentationPage> {
  const reference = new ReferenceParts(load(description) as object, '/docs/objets');
  const uses = USES.map((use) => ({ ...use, groups: groupsOf(use, reference) }));
  const pages = uses.map(({ slug, title, text, groups }): [string, DocumentationPage] => {
    const operations = groups.flatMap((group) => group.operations);
    const sections = groups.map(
      (group) =>
        `<section><h2>${escapeMarkup(group.name)}</h2>${paragraphs(group.description)}` +
        `${group.operations.map((operation) => reference.operation(operation)).join('')}</section>`,
    );
    const body = `<h1>${title}</h1><p class="lead">${text}</p>
<nav aria-label="Sur cette page" class="operations">${operationList(operations, '')}</nav>${sections.join('')}`;
    return [`/docs/${slug}`, { title, body }];
  });
  const objects = {
    title: OBJECTS,
    body: `<h1>${OBJECTS}</h1><h2>Ce que portent les questions et les réponses</h2>${reference.schemas()}${reference.otherProblems()}`,
  };
  return new Map(
    [['/docs', overview(reference, uses, hasSite)] as const, ...pages, ['/docs/objets', objects] as const].map(
      ([path, { title, body }]) => [path, { title, body: `${menu(path)}${body}` }],
    ),
  );
}

/** The title and the content of a page, as HTML. */
export interface DocumentationPage {
  readonly title: string;
  readonly body: string;
}

interface Use {
  readonly slug: string;
  readonly title: string;
  readonly text: string;
  /** Tags of the description, in order. */
  readonly tags: readonly string[];
}

/** The operations about whole files are apart from their tags. */
const FILES = ['lookupPoints', 'geocodeFile', 'reverseGeocodeFile'];

const USES: readonly Use[] = [
  {
    slug: 'demander',
    title: 'Poser une question',
    text: 'Un point, une emprise ou une adresse, et une date : où est ce lieu, et quels financements en découlent ?',
    tags: ['Situation', 'Éligibilité', 'Dispositifs'],
  },
  {
    slug: 'adresse',
    title: 'Trouver une adresse',
    text: 'De ce qu’une personne écrit à une adresse située, dans nos formes ou dans celles d’autres services.',
    tags: ['Adresses', 'Formulaires', 'Compatibilité'],
  },
  {
    slug: 'fichier',
    title: 'Traiter un fichier',
    text: 'Beaucoup de points ou d’adresses à la fois, en CSV ou en JSON.',
    tags: [],
  },
  {
    slug: 'couche',
    title: 'Afficher une couche',
    text: 'Les quartiers, leurs bandes, leurs voies et les communes, pour une carte ou un logiciel de cartographie.',
    tags: ['Quartiers', 'Cartographie'],
  },
  {
    slug: 'preuve',
    title: 'Garder une preuve',
    text: 'Une réponse gardée sans son adresse, et le document signé qui la prouve.',
    tags: ['Preuves'],
  },
  {
    slug: 'service',
    title: 'Exploiter le service',
    text: 'L’état du service, ses mesures, et sa propre description.',
    tags: ['Exploitation', 'Documentation'],
  },
];

const OBJECTS = 'Objets';

interface Group {
  readonly name: string;
  readonly description: string;
  readonly operations: readonly PlacedOperation[];
}

function groupsOf({ slug, tags }: Use, reference: ReferenceParts): Group[] {
  const isOfFiles = ({ operation }: PlacedOperation) => FILES.includes(operation.operationId);
  if (slug === 'fichier') {
    const operations = reference.tags.flatMap((tag) => tag.operations.filter(isOfFiles));
    return [{ name: 'Fichiers', description: '', operations }];
  }
  return reference.tags
    .filter(({ name }) => tags.includes(name))
    .map((tag) => ({ ...tag, operations: tag.operations.filter((operation) => !isOfFiles(operation)) }));
}

function menu(current: string): string {
  const entries = [['/docs', 'Vue d’ensemble'], ...USES.map(({ slug, title }) => [`/docs/${slug}`, title])];
  const links = [...entries, ['/docs/objets', OBJECTS]].map(
    ([path, title]) => `<li><a href="${path}"${path === current ? ' aria-current="page"' : ''}>${title}</a></li>`,
  );
  return `<nav aria-label="Documentation" class="menu"><ul>${links.join('')}</ul></nav>`;
}

function overview(
  reference: ReferenceParts,
  uses: readonly (Use & { readonly groups: readonly Group[] })[],
  hasSite: boolean,
): DocumentationPage {
  const { version, description } = reference.info;
  const title = 'Données et API';
  const sections = uses.map(
    ({ slug, title: use, text, groups }) =>
      `<section><h2><a href="/docs/${slug}">${use}</a></h2><p>${text}</p>` +
      `${operationList(
        groups.flatMap(({ operations }) => operations),
        `/docs/${slug}`,
      )}</section>`,
  );
  return {
    title,
    body: `<h1>${title}</h1>
<p class="soft">Version ${escapeMarkup(version)} · <a href="/openapi.yaml">description OpenAPI</a></p>
<section><h2 id="donnees">Les données</h2><ul>${DATA}${hasSite ? DATA_OF_PAGES : ''}</ul></section>
<section><h2>Les règles communes</h2>${paragraphs(description)}</section>
<div class="operations">${sections.join('')}</div>`,
  };
}

const DATA = `<li>Les quartiers en vigueur (GeoJSON) : <a href="/v1/zones">contours</a>,
<a href="/v1/bands">bandes autour d’eux</a>, <a href="/v1/communes">communes</a></li>
<li>Pour un logiciel de cartographie : <a href="/ogc">OGC API Features</a>,
<a href="/ogc/collections">ses couches</a></li>
<li>Pour une carte en ligne : <a href="/tiles.json">tuiles vectorielles</a>,
<a href="/tiles/style.json">un style</a></li>
<li>Les <a href="/v1/schemes">dispositifs</a> et les <a href="/v1/generations">générations</a> de quartiers (JSON)</li>`;
const DATA_OF_PAGES = `<li>La <a href="/quartiers">page de chaque quartier</a> donne son contour, sa bande et ses voies à télécharger</li>`;
