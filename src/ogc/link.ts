/** A link in the OGC web API format. */
export interface Link {
  readonly href: string;
  readonly rel: string;
  readonly type?: string;
  readonly hreflang?: string;
  readonly title?: string;
}

/** The formats of every resource: the values of the parameter `f`. */
export const FORMATS = ['json', 'html'] as const;
export type Format = (typeof FORMATS)[number];

export const JSON_TYPE = 'application/json';
export const GEOJSON_TYPE = 'application/geo+json';
export const HTML_TYPE = 'text/html';
export const SCHEMA_TYPE = 'application/schema+json';
export const OPENAPI_TYPE = 'application/vnd.oai.openapi+json;version=3.0';

/** Returns the address of a resource with a query. Parameters without a value are omitted. */
export function address(url: string, parameters: Readonly<Record<string, string | number | null | undefined>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== null && value !== undefined) query.set(name, String(value));
  }
  return query.size > 0 ? `${url}?${query}` : url;
}

/** Returns the links `self` and `alternate` of the resource at `url`. `json` is the media type of its JSON. */
export function ownLinks(
  url: string,
  format: Format,
  json: string,
  parameters: Readonly<Record<string, string>> = {},
): Link[] {
  return FORMATS.toSorted((a) => (a === format ? -1 : 1)).map((each) => ({
    href: address(url, { ...parameters, f: each }),
    rel: each === format ? 'self' : 'alternate',
    type: each === 'json' ? json : HTML_TYPE,
    title: each === format ? 'Ce document' : each === 'json' ? 'Ce document en JSON' : 'Ce document en HTML',
  }));
}
