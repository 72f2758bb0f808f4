import { dirname, join } from 'node:path';
import { z } from 'zod';

// Compiled schemas pay after thousands of values; here each checks a file or two, and a start is sooner without.
z.config({ jitless: true });

/**
 * What the environment sets: the only reader of `process.env`. Throws an Error that names each variable that is wrong.
 */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  // An empty variable is an unset one: that is how a container file says "default".
  const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const parsed = schema.safeParse(set);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new Error(`the environment is not as expected: ${problems.join('; ')}`);
  }
  const values = parsed.data;
  return {
    host: values.HOST,
    port: values.PORT,
    database: values.PERIMETRE_DB,
    addresses: values.PERIMETRE_ADDRESSES ?? join(dirname(values.PERIMETRE_DB), 'addresses.db'),
    addressProvider: values.ADDRESS_PROVIDER,
    geoplateformeUrl: values.GEOPLATEFORME_URL,
    dataFolder: DATA_FOLDER,
    corsOrigins: values.PERIMETRE_CORS_ORIGINS,
    csvBodyLimit: values.PERIMETRE_CSV_LIMIT,
    retentionDays: values.PERIMETRE_RETENTION_DAYS,
    publicUrl: values.PERIMETRE_PUBLIC_URL ?? null,
    siteFolder: join(ROOT, 'dist', 'web'),
    site: {
      publisher: values.PERIMETRE_PUBLISHER ?? null,
      director: values.PERIMETRE_PUBLICATION_DIRECTOR ?? null,
      hosting: values.PERIMETRE_HOSTING ?? null,
      contact: values.PERIMETRE_CONTACT ?? null,
      dataProtection: values.PERIMETRE_DPO_CONTACT ?? null,
      basemap: values.PERIMETRE_BASEMAP,
      legalBasis: values.PERIMETRE_LEGAL_BASIS ?? null,
      accessibility: values.PERIMETRE_ACCESSIBILITY ?? null,
    },
    logLevel: values.PERIMETRE_LOG_LEVEL,
  };
}

export interface Config {
  readonly host: string;
  readonly port: number;
  /** Path of the SQLite file, or `:memory:`. */
  readonly database: string;
  /** Path of the file of addresses; it need not exist. */
  readonly addresses: string;
  /** Who may be asked for an address; by default the file where there is one, else the State's geocoder. */
  readonly addressProvider: 'local' | 'geoplateforme' | 'local-then-geoplateforme' | 'off' | undefined;
  readonly geoplateformeUrl: string;
  /** Where zones.yaml, rules/ and perimeters/ lie. */
  readonly dataFolder: string;
  /** Origins whose pages may call the API from a browser. */
  readonly corsOrigins: readonly string[];
  /** Bytes of a `text/csv` body. */
  readonly csvBodyLimit: number;
  /** Days for which a recorded answer is kept. */
  readonly retentionDays: number;
  /** Where people reach the service, without a last slash; null where it is not stated. */
  readonly publicUrl: string | null;
  /** Where the built pages are. */
  readonly siteFolder: string;
  /** What the pages say of those who run the service; null where it is not stated. */
  readonly site: {
    readonly publisher: string | null;
    readonly director: string | null;
    readonly hosting: string | null;
    readonly contact: string | null;
    readonly dataProtection: string | null;
    /** The background of maps: our own, or the IGN's Plan, which browsers then ask for. */
    readonly basemap: 'plain' | 'ign';
    /** On what ground personal data are handled. */
    readonly legalBasis: string | null;
    /** What an audit of accessibility found; null where there was none. */
    readonly accessibility: 'totale' | 'partielle' | null;
  };
  readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'silent';
}

const ROOT = join(import.meta.dirname, '..');
const DATA_FOLDER = join(ROOT, 'data');

/** As browsers write it: what is written otherwise would never match. */
const origin = z.string().refine((text) => /^https?:[^*]*$/.test(text) && urlOf(text)?.origin === text, {
  error:
    'expected origins as browsers send them, such as https://example.org, separated by commas: in small letters, without path nor default port',
});

function urlOf(text: string): URL | null {
  return URL.canParse(text) ? new URL(text) : null;
}

const schema = z.object({
  HOST: z.string().default('0.0.0.0'),
  PORT: z.coerce.number('expected a port number').int().min(0).max(65535).default(8080),
  PERIMETRE_DB: z.string().default(join(ROOT, 'var', 'perimetre.db')),
  PERIMETRE_ADDRESSES: z.string().optional(),
  ADDRESS_PROVIDER: z.enum(['local', 'geoplateforme', 'local-then-geoplateforme', 'off']).optional(),
  GEOPLATEFORME_URL: z.url({ protocol: /^https?$/ }).default('https://data.geopf.fr/geocodage'),
  PERIMETRE_CORS_ORIGINS: z
    .string()
    .default('')
    .transform((list) => list.split(',').map((item) => item.trim()))
    .transform((list) => list.filter((item) => item !== '').map((item) => item.replace(/\/$/, '')))
    .pipe(z.array(origin)),
  PERIMETRE_CSV_LIMIT: z.coerce.number('expected a number of bytes').int().positive().default(1_000_000_000),
  PERIMETRE_RETENTION_DAYS: z.coerce.number('expected a number of days').int().min(1).max(36_500).default(1095),
  PERIMETRE_PUBLIC_URL: z
    .url({ protocol: /^https?$/ })
    // Paths are added to it.
    .refine((url) => !/[?#@]/.test(url), { error: 'expected a URL without account, query nor fragment' })
    .transform((url) => url.replace(/\/+$/, ''))
    .optional(),
  PERIMETRE_PUBLISHER: z.string().optional(),
  PERIMETRE_PUBLICATION_DIRECTOR: z.string().optional(),
  PERIMETRE_HOSTING: z.string().optional(),
  PERIMETRE_CONTACT: z.string().optional(),
  PERIMETRE_DPO_CONTACT: z.string().optional(),
  PERIMETRE_BASEMAP: z.enum(['plain', 'ign']).default('plain'),
  PERIMETRE_LEGAL_BASIS: z.string().optional(),
  PERIMETRE_ACCESSIBILITY: z.enum(['totale', 'partielle']).optional(),
  PERIMETRE_LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent']).default('info'),
});
