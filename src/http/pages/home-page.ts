import { type Page, writePage } from './html-page.ts';

/** Returns the first page of a service without the built site. */
export function writeHomePage(): Page {
  return writePage('Périmètre', HOME);
}

const HOME = `<main>
<h1>Périmètre</h1>
<p>Un lieu, une date : dans quels quartiers prioritaires se trouve-t-il, ou de quels quartiers est-il proche,
et quels financements publics en découlent ? Ce service répond pour l’agglomération Béthune-Bruay, Artois Lys Romane,
avec les distances, les raisons et les textes.</p>
<p>Une réponse n’est jamais une décision : elle dit à qui s’adresser.</p>
<ul>
<li><a href="/docs">La documentation de l'API</a>, et sa description <a href="/openapi.yaml">OpenAPI</a></li>
<li><a href="/v1/lookup?lon=2.6289&amp;lat=50.518">Un exemple : un point du Mont Liébaut, à Béthune</a></li>
<li><a href="/v1/zones">Les quartiers en vigueur</a> (GeoJSON), et <a href="/v1/generations">leurs générations</a></li>
<li><a href="/ogc">Les mêmes pour les logiciels de cartographie</a> (OGC API Features)</li>
<li><a href="/v1/schemes">Les dispositifs de financement</a></li>
</ul>
</main>`;
