import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { figure } from './french/numbers.ts';

// Compiling schemas pays after thousands of values. Here each checks a file or two, and starts are faster without.
z.config({ jitless: true });

/**
 * Reads the settings from the environment; nothing else reads `process.env`. A demonstration keeps its store in the
 * folder `demo` beside that of a service, and answers from made-up addresses only. Throws an Error of one French line
 * that names each invalid variable and the expected value.
 */
export function readConfig(environment: NodeJS.ProcessEnv = process.env, startsDemo = false): Config {
  // An empty variable counts as unset: container files write defaults that way.
  const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const parsed = schema.safeParse(set);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `${String(issue.path[0])} : ${issue.message}`);
    throw new Error(`réglage invalide : ${[...new Set(problems)].join(' ; ')}`);
  }
  const values = parsed.data;
  const isDemo = startsDemo || asksDemo(environment);
  const database = isDemo ? demoDatabase(values.PERIMETRE_DB) : values.PERIMETRE_DB;
  const addresses = isDemo ? undefined : values.PERIMETRE_ADDRESSES;
  return {
    isDemo,
    host: values.HOST,
    port: values.PORT,
    database,
    addresses: addresses ?? join(dirname(database), 'addresses.db'),
    addressProvider: isDemo ? 'local' : values.ADDRESS_PROVIDER,
    geoplateformeUrl: values.GEOPLATEFORME_URL,
    dataFolder: DATA_FOLDER,
    contacts: values.PERIMETRE_CONTACTS ?? null,
    corsOrigins: values.PERIMETRE_CORS_ORIGINS,
    csvBodyLimit: values.PERIMETRE_CSV_LIMIT,
    keepAliveSeconds: values.PERIMETRE_KEEP_ALIVE,
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

/** Returns whether the environment asks for a demonstration; the other settings are not read. */
export function asksDemo({ PERIMETRE_DEMO }: NodeJS.ProcessEnv = process.env): boolean {
  return PERIMETRE_DEMO === '1';
}

export interface Config {
  /** Whether addresses and QIC are made up, in a store of its own. */
  readonly isDemo: boolean;
  readonly host: string;
  readonly port: number;
  /** Path of the SQLite file, or `:memory:`. */
  readonly database: string;
  /** Path of the file of addresses, which may be absent. */
  readonly addresses: string;
  /** Where addresses are searched; by default, in the file when there is one, else with the State's geocoder. */
  readonly addressProvider: 'local' | 'geoplateforme' | 'local-then-geoplateforme' | 'off' | undefined;
  readonly geoplateformeUrl: string;
  /** The folder of zones.yaml, rules/ and perimeters/. */
  readonly dataFolder: string;
  /** Path of the table of contacts of the services to ask; null without one. */
  readonly contacts: string | null;
  /** Origins whose pages may call the API from a browser. */
  readonly corsOrigins: readonly string[];
  /** The largest accepted `text/csv` body, in bytes. */
  readonly csvBodyLimit: number;
  /** The number of seconds for which a connection waits for its next request. */
  readonly keepAliveSeconds: number;
  /** The number of days for which a recorded answer is kept. */
  readonly retentionDays: number;
  /** The public address of the service, without a final slash; null when it is not set. */
  readonly publicUrl: string | null;
  /** The folder of the built pages. */
  readonly siteFolder: string;
  /** What the legal pages print about the service's operator; null when it is not set. */
  readonly site: {
    readonly publisher: string | null;
    readonly director: string | null;
    readonly hosting: string | null;
    readonly contact: string | null;
    readonly dataProtection: string | null;
    /** The background of maps: our own, or the IGN's Plan, which browsers then request. */
    readonly basemap: 'plain' | 'ign';
    /** The legal basis for handling personal data. */
    readonly legalBasis: string | null;
    /** The result of an accessibility audit; null when there was none. */
    readonly accessibility: 'totale' | 'partielle' | null;
  };
  readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'silent';
}

function demoDatabase(path: string): string {
  return path === ':memory:' ? path : join(dirname(path), 'demo', basename(path));
}

const ROOT = join(import.meta.dirname, '..');
const DATA_FOLDER = join(ROOT, 'data');

/** An origin exactly as browsers send it; another spelling would never match. */
const origin = z.string().refine((text) => /^https?:[^*]*$/.test(text) && urlOf(text)?.origin === text, {
  error:
    'des origines telles que les navigateurs les envoient étaient attendues, séparées par des virgules, comme ' +
    'https://example.org : en minuscules, sans chemin ni port par défaut',
});

function oneOf<const Choice extends string>(...choices: readonly [Choice, ...Choice[]]) {
  return z.enum(choices, { error: `${choices.join(', ')} : l’une de ces valeurs était attendue` });
}

/** A whole number within bounds, both included. */
function wholeNumber(least: number, most: number, what: string) {
  // Built only on error: the first number formatted in French delays a start by some milliseconds.
  const error = () => `${what} de ${figure(least)} à ${figure(most)} était attendu`;
  const number = z.number().int({ error }).min(least, { error }).max(most, { error });
  return z.string().regex(/^\d+$/, { error }).transform(Number).pipe(number);
}

const webUrl = z.url({ protocol: /^https?$/, error: 'une adresse en http:// ou https:// était attendue' });

function urlOf(text: string): URL | null {
  return URL.canParse(text) ? new URL(text) : null;
}

const schema = z.object({
  HOST: z.string().default('0.0.0.0'),
  PORT: wholeNumber(0, 65_535, 'un numéro de port').default(8080),
  PERIMETRE_DB: z.string().default(join(ROOT, 'var', 'perimetre.db')),
  PERIMETRE_ADDRESSES: z.string().optional(),
  ADDRESS_PROVIDER: oneOf('local', 'geoplateforme', 'local-then-geoplateforme', 'off').optional(),
  GEOPLATEFORME_URL: webUrl.default('https://data.geopf.fr/geocodage'),
  PERIMETRE_CORS_ORIGINS: z
    .string()
    .default('')
    .transform((list) => list.split(',').map((item) => item.trim()))
    .transform((list) => list.filter((item) => item !== '').map((item) => item.replace(/\/$/, '')))
    .pipe(z.array(origin)),
  PERIMETRE_CSV_LIMIT: wholeNumber(1, Number.MAX_SAFE_INTEGER, 'un nombre d’octets').default(1_000_000_000),
  PERIMETRE_KEEP_ALIVE: wholeNumber(1, 3600, 'un nombre de secondes').default(72),
  PERIMETRE_RETENTION_DAYS: wholeNumber(1, 36_500, 'un nombre de jours').default(1095),
  PERIMETRE_PUBLIC_URL: webUrl
    // Paths are appended to it.
    .refine((url) => !/[?#@]/.test(url), { error: 'une adresse sans compte, question ni fragment était attendue' })
    .transform((url) => url.replace(/\/+$/, ''))
    .optional(),
  PERIMETRE_PUBLISHER: z.string().optional(),
  PERIMETRE_PUBLICATION_DIRECTOR: z.string().optional(),
  PERIMETRE_HOSTING: z.string().optional(),
  PERIMETRE_CONTACT: z.string().optional(),
  PERIMETRE_CONTACTS: z.string().optional(),
  PERIMETRE_DPO_CONTACT: z.string().optional(),
  PERIMETRE_BASEMAP: oneOf('plain', 'ign').default('plain'),
  PERIMETRE_LEGAL_BASIS: z.string().optional(),
  PERIMETRE_ACCESSIBILITY: oneOf('totale', 'partielle').optional(),
  PERIMETRE_DEMO: oneOf('0', '1').default('0'),
  PERIMETRE_LOG_LEVEL: oneOf('fatal', 'error', 'warn', 'info', 'debug', 'silent').default('info'),
});

/** The schema of each variable that is read, by its name. */
export const variables = schema.shape;
