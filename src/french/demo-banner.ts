/** Shown on every page, print and document of a demonstration. */
export const DEMO = 'Démonstration : adresses et QIC fictifs';

/** Returns an HTML page that begins with the banner of a demonstration. */
export function withDemoBanner(page: string): string {
  return page.replace(/<body[^>]*>/, (body) => `${body}\n${BANNER}`);
}

const BANNER = `<aside class="demo-banner" aria-label="Démonstration"><p>${DEMO}</p></aside>`;
