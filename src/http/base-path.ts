/**
 * Returns the path of the public address, which a proxy puts before every path of the service: `/perimetre` for
 * `https://example.org/perimetre`, empty for most services.
 */
export function basePathOf(publicUrl: string | null): string {
  return publicUrl === null ? '' : new URL(publicUrl).pathname.replace(/\/+$/, '');
}

/** Returns a page whose links and files are under the base path; pages are written with paths from `/`. */
export function underBase(html: string, base: string): string {
  return html.replace(/(\s(?:href|src)=")\.?\/(?!\/)/g, (_, attribute: string) => `${attribute}${base}/`);
}

/** Returns the URL of a request without the base path, for the proxies that pass it on. */
export function withoutBase(url: string, base: string): string {
  if (!url.startsWith(base)) return url;
  const rest = url.slice(base.length);
  if (rest.startsWith('/')) return rest;
  return rest === '' || rest.startsWith('?') ? `/${rest}` : url;
}
