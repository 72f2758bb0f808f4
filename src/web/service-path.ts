/**
 * Returns the URL of a path of the service, `/v1/zones`: behind some proxies the service is under a path of its host,
 * which the server writes into its pages. Another URL is returned unchanged.
 */
export function servicePath(path: string): string {
  return path.startsWith('/') ? base + path : path;
}

interface Page {
  querySelector(selector: string): { getAttribute(name: string): string | null } | null;
}

// Tests without a document import this file too.
const { document: page } = globalThis as { readonly document?: Page };
const base = page?.querySelector('meta[name="perimetre-base"]')?.getAttribute('content') ?? '';
