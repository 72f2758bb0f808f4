/** A link as the OGC's web services write them. */
export interface Link {
  readonly href: string;
  readonly rel: string;
  readonly type?: string;
  readonly hreflang?: string;
  readonly title?: string;
}

/** The forms in which every resource is given, by the value of the parameter `f`. */
export const FORMATS = ['json', 'html'] as const;
export type Format = (typeof FORMATS)[number];

export const JSON_TYPE = 'application/json';
export const GEOJSON_TYPE = 'application/geo+json';
export const HTML_TYPE = 'text/html';
export const SCHEMA_TYPE = 'application/schema+json';
export const OPENAPI_TYPE = 'application/vnd.oai.openapi+json;version=3.0';

/** The address of a resource with a query; parameters without a value are left out. */
export function address(url: string, parameters: Readonly<Record<string, string | number | null | undefined>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== null && value !== undefined) query.set(name, String(value));
  }
  return query.size > 0 ? `${url}?${query}` : url;
}

/** `self`, and `alternate` for the other form, of the resource at `url`, whose JSON is of type `json`. */
export function ownLinks(
  url: string,
  format: Format,
  json: string,
  parameters: Readonly<Record<string, string>> = {},
): Link[] {
  return FORMATS.toSorted((a) => (a === format ? -1 : 1)).map((one) => ({
    href: address(url, { ...parameters, f: one }),
    rel: one === format ? 'self' : 'alternate',
    type: one === 'json' ? json : HTML_TYPE,
    title: one === format ? 'Ce document' : one === 'json' ? 'Ce document en JSON' : 'Ce document en HTML',
  }));
}
