import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import type { Config } from '../../config.ts';
import { escapeMarkup } from '../../french/escape.ts';
import { counted } from '../../french/numbers.ts';
import { underBase } from '../base-path.ts';

/** What the pages print about the operator, the background of maps, and the days for which an answer is kept. */
export type SiteSettings = Config['site'] & Pick<Config, 'retentionDays'>;

/** Returns the built pages of a folder; null when there are none. */
export function readSite(
  folder: string,
  settings: SiteSettings,
  { framedBy = [], basePath = '' }: Surroundings = {},
): Site | null {
  if (!existsSync(join(folder, 'index.html'))) return null;
  const pages = new Map<string, string>();
  const files = new Map<string, () => SiteFile>();
  for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const name = path.replaceAll(sep, '/');
    const page = /^([^/]+)\.html$/.exec(name)?.[1];
    if (page !== undefined)
      pages.set(
        page,
        filled(underBase(readFileSync(join(folder, name), 'utf8'), basePath), settings, { framedBy, basePath }),
      );
    if (!/\.(js|css|svg)$/.test(name)) continue;
    let file: SiteFile | undefined;
    // Read on the first request: two megabytes would delay the start.
    files.set(`/${name}`, () => {
      file ??= readFile(join(folder, name));
      return file;
    });
  }
  return { pages, files };
}

interface Surroundings {
  /** Origins that may show `/cadre` in a frame. */
  readonly framedBy?: readonly string[];
  /** The path under which the service is reached: `/perimetre`. */
  readonly basePath?: string;
}

export interface Site {
  /** The HTML by page name. */
  readonly pages: ReadonlyMap<string, string>;
  /** The other files by path. */
  readonly files: ReadonlyMap<string, () => SiteFile>;
}

/** A file in each encoding that a browser may accept. */
export interface SiteFile {
  readonly type: string;
  readonly plain: Buffer;
  readonly br: Buffer | null;
  readonly gzip: Buffer | null;
}

function readFile(path: string): SiteFile {
  const encoded = (suffix: string) => (existsSync(path + suffix) ? readFileSync(path + suffix) : null);
  const type = TYPES[path.slice(path.lastIndexOf('.') + 1)]!;
  return { type, plain: readFileSync(path), br: encoded('.br'), gzip: encoded('.gz') };
}

/**
 * Returns the content security policy of pages: only our own scripts, styles and requests, and the IGN's maps when they
 * are the background.
 */
export function sitePolicy({ basemap }: Pick<SiteSettings, 'basemap'>, framedBy: readonly string[] = []): string {
  const maps = basemap === 'ign' ? ' https://data.geopf.fr' : '';
  const ancestors = framedBy.length > 0 ? framedBy.join(' ') : "'none'";
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    `img-src 'self' data: blob:${maps}`,
    `connect-src 'self'${maps}`,
    "worker-src 'self' blob:",
    "base-uri 'none'",
    "form-action 'none'",
    `frame-ancestors ${ancestors}`,
  ].join('; ');
}

function filled(html: string, settings: SiteSettings, { framedBy, basePath }: Required<Surroundings>): string {
  const { publisher, director, hosting, contact, dataProtection, basemap, legalBasis, retentionDays } = settings;
  const conformity = CONFORMITY[settings.accessibility ?? 'none'];
  const values: Readonly<Record<string, string>> = {
    publisher: publisher ?? UNSET,
    director: director ?? UNSET,
    hosting: hosting ?? UNSET,
    contact: contact ?? UNSET,
    dataProtection: dataProtection ?? contact ?? UNSET,
    legalBasis: legalBasis ?? UNSET,
    basemap,
    basemapRequests: BASEMAP_REQUESTS[basemap],
    basemapCredit: BASEMAP_CREDITS[basemap],
    origins: framedBy.join(' '),
    basePath,
    retention: counted(retentionDays, 'jour', 'jours'),
    accessibility: conformity.short,
    accessibilityState: conformity.state,
    accessibilityResults: conformity.results,
  };
  return html.replace(/\{\{(\w+)\}\}/g, (_, name) => {
    const value = values[name];
    if (value === undefined) throw new Error(`a page has the placeholder ${name}, which has no value`);
    return escapeMarkup(value);
  });
}

/** `perimetre check` names the settings that are missing. */
const UNSET = 'à renseigner par l’exploitant du service';

const CONFORMITY = {
  totale: {
    short: 'totalement conforme',
    state:
      'Ce site est totalement conforme au référentiel général d’amélioration de l’accessibilité (RGAA), ' +
      'version 4.1.2, d’après l’audit que l’exploitant a fait mener.',
    results:
      'L’audit de conformité que l’exploitant a fait mener conclut que tous les critères applicables sont respectés.',
  },
  partielle: {
    short: 'partiellement conforme',
    state:
      'Ce site est partiellement conforme au référentiel général d’amélioration de l’accessibilité (RGAA), ' +
      'version 4.1.2, d’après l’audit que l’exploitant a fait mener.',
    results:
      'L’audit de conformité que l’exploitant a fait mener conclut qu’une partie des critères applicables ' +
      'n’est pas respectée. Son rapport peut être demandé à l’adresse de contact ci-dessous.',
  },
  none: {
    short: 'non auditée',
    state:
      'L’accessibilité de ce site n’a pas été auditée : sa conformité au référentiel général d’amélioration ' +
      'de l’accessibilité (RGAA), version 4.1.2, n’est donc pas établie.',
    results: 'Aucun audit de conformité n’ayant été mené, aucun taux de conformité ne peut être annoncé.',
  },
} as const;

const BASEMAP_REQUESTS = {
  plain:
    'Le fond de carte est dessiné par ce service : votre navigateur ne s’adresse à aucun autre serveur pour ' +
    'l’afficher.',
  ign:
    'Le fond de carte est le Plan IGN : votre navigateur en demande les images à la Géoplateforme de ' +
    'l’IGN (data.geopf.fr), qui reçoit alors votre adresse IP et sait quelle partie de la carte vous regardez.',
} as const;

const BASEMAP_CREDITS = {
  plain: 'Le fond de carte est dessiné par ce service à partir de ces données.',
  ign:
    'Le fond de carte est le Plan IGN, de l’Institut national de l’information géographique et ' +
    'forestière (IGN), Licence Ouverte 2.0.',
} as const;

const TYPES: Readonly<Record<string, string>> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
};
