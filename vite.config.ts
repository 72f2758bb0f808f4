import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { defineConfig, type Plugin } from 'vite';

const root = join(import.meta.dirname, 'src', 'web');

/** Each page of the site with the document that shows it, under src/web. */
const pages = [
  'index',
  'quartiers',
  'quartier',
  'evolution',
  'reponse',
  'verifier',
  'cadre',
  'mentions-legales',
  'confidentialite',
  'accessibilite',
  'introuvable',
  'docs',
];

/** The page, as it is served: what `scripts/build-web.ts` runs. */
export default defineConfig({
  root,
  // The server puts the path under which it is reached before the files of its pages.
  base: './',
  publicDir: false,
  logLevel: 'warn',
  plugins: [layout()],
  worker: { format: 'es' },
  build: {
    outDir: join(import.meta.dirname, 'dist', 'web'),
    emptyOutDir: true,
    target: ['chrome111', 'firefox114', 'safari16.4'],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1200,
    rolldownOptions: {
      // How long each plugin took is of no use to whoever starts the service.
      checks: { pluginTimings: false },
      input: pages.map((page) => join(root, `${page}.html`)),
    },
  },
});

/** Puts the site's own head, header and footer where a page asks for them: `<!-- head -->`. */
function layout(): Plugin {
  return {
    name: 'layout',
    transformIndexHtml: {
      order: 'pre',
      handler: (html, { filename }) => {
        const path = `/${basename(filename, '.html').replace(/^index$/, '')}`;
        return html.replace(/<!-- (head|header|footer) -->/g, (_, part) =>
          readFileSync(join(root, 'layout', `${part}.html`), 'utf8')
            .trimEnd()
            .replace(`<a href="${path}"`, `<a href="${path}" aria-current="page"`),
        );
      },
    },
  };
}
