import type { IncomingMessage } from 'node:http';
import Fastify, { type FastifyInstance, LogController } from 'fastify';
import type { Loaded } from '../load.ts';
import type { Proof } from '../proof/proof.ts';
import { Problem } from '../questions/problem.ts';
import { basePathOf, withoutBase } from './base-path.ts';
import { decodeBodies } from './body/encoded-body.ts';
import { acceptJsonBodies } from './body/json-body.ts';
import { ignoreUselessBodies } from './body/useless-body.ts';
import { closeIdleConnections } from './close-idle.ts';
import { answerError, sendProblem } from './error-handler.ts';
import { geocoderCsvRoutes } from './geocoder/csv-routes.ts';
import { geocoderRoutes } from './geocoder/routes.ts';
import { addHeaders, everyHeader } from './headers.ts';
import { type LogDestination, logOptions } from './log.ts';
import { lookupRoutes } from './lookup/lookup-route.ts';
import { answerOtherMethods, collectMethods } from './methods.ts';
import { HttpMetrics } from './metrics.ts';
import { addressTilesRoute } from './ogc/address-tile-routes.ts';
import { ogcRoutes } from './ogc/ogc.ts';
import { ogcItemsRoutes } from './ogc/ogc-items.ts';
import { tilesRoutes } from './ogc/tile-routes.ts';
import { readSite, type SiteSettings } from './pages/built-site.ts';
import { markDemo } from './pages/demo-mark.ts';
import { documentationRoutes } from './pages/documentation.ts';
import { robotsRoutes } from './pages/robots.ts';
import { sendMissingPage, siteRoutes } from './pages/site.ts';
import { addressEligibilityRoute } from './routes/address-eligibility-route.ts';
import { addressesRoute } from './routes/address-routes.ts';
import { adulteRelaisRoute } from './routes/adulte-relais-route.ts';
import { bandsRoute } from './routes/band-routes.ts';
import { communesRoute } from './routes/commune-routes.ts';
import { contactsRoute } from './routes/contact-routes.ts';
import { decisionsRoutes } from './routes/decision-routes.ts';
import { eligibilityRoute } from './routes/eligibility-route.ts';
import { operationsRoutes } from './routes/operation-routes.ts';
import { placesRoutes } from './routes/place-routes.ts';
import { referentialRoutes } from './routes/referential-routes.ts';
import { schemesRoutes } from './routes/scheme-routes.ts';
import { statusRoute } from './routes/status-route.ts';
import { streetsRoutes } from './routes/street-routes.ts';
import { zonesRoutes } from './routes/zone-routes.ts';
import { sigVilleRoutes } from './sig-ville/sig-ville.ts';
import { refuseSocket } from './socket-errors.ts';

/** Builds the whole HTTP service over what `load` opened, without listening. */
export function buildApp(loaded: Loaded, options: AppOptions = {}): FastifyInstance {
  const { requestTimeout = REQUEST_TIMEOUT } = options;
  const basePath = basePathOf(options.publicUrl ?? null);
  const metrics = new HttpMetrics();
  const app = Fastify({
    logger: logOptions(options.logLevel ?? 'info', options.logDestination),
    logController: new LogController({ disableRequestLogging: true }),
    // One logger for all requests: no request id is logged, so lines of one request cannot be linked.
    childLoggerFactory: (logger) => logger,
    keepAliveTimeout: (options.keepAliveSeconds ?? KEEP_ALIVE) * 1000,
    requestTimeout,
    http: {
      headersTimeout: Math.min(HEADERS_TIMEOUT, requestTimeout),
      maxHeaderSize: 16_384,
      connectionsCheckingInterval: Math.min(CHECKING_INTERVAL, requestTimeout),
    },
    ...rewriting(basePath),
    clientErrorHandler: refuseSocket,
    frameworkErrors: (error, request, reply) => {
      // No hook runs before routing, so the headers are added here.
      answerError(error, request, reply.headers(everyHeader));
      metrics.observeUnmatched(reply.statusCode, 0);
    },
    return503OnClosing: false,
    // Routes read their input without schemas. Loading Fastify's compilers would take a tenth of a start.
    schemaController: { compilersFactory: { buildValidator: noSchema, buildSerializer: noSchema } },
    routerOptions: {
      maxParamLength: 200,
      // Routes read their own query, so that an unknown, repeated or badly encoded parameter is an error.
      querystringParser: (text) => text as never,
    },
  });
  app.setErrorHandler(answerError);
  closeIdleConnections(app);
  addHeaders(app, options.corsOrigins ?? []);
  app.addHook('onRequest', (request, _reply, done) => {
    const length = request.raw.url?.length ?? 0;
    if (length > LONGEST_URL) {
      done(
        new Problem(
          'uri-too-long',
          `L’adresse demandée compte ${length} caractères, au plus ${LONGEST_URL} sont acceptés.`,
        ),
      );
    } else done();
  });
  if (loaded.isDemo) markDemo(app);
  ignoreUselessBodies(app);
  decodeBodies(app);
  acceptJsonBodies(app);
  metrics.follow(app);
  const site = options.site
    ? readSite(options.site.folder, options.site.settings, { framedBy: options.corsOrigins ?? [], basePath })
    : null;
  app.setNotFoundHandler((request, reply) => {
    metrics.observeUnmatched(404, reply.elapsedTime);
    if (options.site && site && sendMissingPage(request, reply, site, options.site.settings)) return;
    sendProblem(
      new Problem('not-found', 'Aucune ressource ne correspond à ce chemin ; /docs décrit celles qui existent.'),
      request,
      reply,
    );
  });

  const methodsOf = collectMethods(app);
  documentationRoutes(app, { site, settings: options.site?.settings ?? null, basePath });
  robotsRoutes(app, basePath);
  if (options.site && site) siteRoutes(app, site, options.site.settings, options.corsOrigins ?? []);
  lookupRoutes(app, loaded, options.csvBodyLimit ?? CSV_LIMIT);
  eligibilityRoute(app, loaded);
  adulteRelaisRoute(app, loaded);
  addressEligibilityRoute(app, loaded);
  decisionsRoutes(app, loaded, options.issuer ?? ISSUER);
  addressesRoute(app, loaded);
  statusRoute(app, loaded);
  referentialRoutes(app, loaded);
  placesRoutes(app, loaded);
  zonesRoutes(app, loaded);
  bandsRoute(app, loaded);
  communesRoute(app, loaded);
  tilesRoutes(app, loaded, options.publicUrl ?? null);
  addressTilesRoute(app, loaded);
  ogcRoutes(app, loaded, options.publicUrl ?? null);
  ogcItemsRoutes(app, loaded, options.publicUrl ?? null);
  streetsRoutes(app, loaded);
  schemesRoutes(app, loaded);
  contactsRoute(app, loaded);
  geocoderRoutes(app, loaded);
  geocoderCsvRoutes(app, loaded);
  sigVilleRoutes(app, loaded);
  operationsRoutes(app, loaded, metrics, options.isReady ?? (() => true));
  if (options.emptyRoute) app.get('/empty', (_request, reply) => reply.send('{}'));
  answerOtherMethods(app, methodsOf);
  return app;
}

export interface AppOptions {
  readonly corsOrigins?: readonly string[];
  /** The pages for people: the folder where they were built, and the settings of their legal texts. */
  readonly site?: { readonly folder: string; readonly settings: SiteSettings };
  /** The issuer of signed proofs. */
  readonly issuer?: Proof['issuer'];
  /** The public address of the service, which may have a path, without a final slash; by default, the request's host. */
  readonly publicUrl?: string | null;
  /** The largest `text/csv` body, in bytes. */
  readonly csvBodyLimit?: number;
  readonly logLevel?: string;
  /** The destination of log lines; standard output by default. */
  readonly logDestination?: LogDestination;
  /** The answer of `/ready`. */
  readonly isReady?: () => boolean;
  /** Seconds for which a connection waits for its next request. */
  readonly keepAliveSeconds?: number;
  /** Milliseconds within which a request must arrive completely. */
  readonly requestTimeout?: number;
  /** Adds `/empty`, which does nothing, for benchmarks to compare with. */
  readonly emptyRoute?: boolean;
}

/** A proxy may pass the base path on or not. */
function rewriting(basePath: string): { rewriteUrl?: (request: IncomingMessage) => string } {
  return basePath === '' ? {} : { rewriteUrl: ({ url = '/' }) => withoutBase(url, basePath) };
}

function noSchema(): never {
  throw new Error('no route declares a schema');
}

const ISSUER = { name: 'Périmètre', url: null };
/** In bytes. */
const CSV_LIMIT = 1_000_000_000;
/** In characters: the longest useful query takes about two hundred. */
const LONGEST_URL = 2048;
/** In seconds. Balancers reuse a connection for 60 seconds by default: theirs has to be the shorter one. */
const KEEP_ALIVE = 72;
/** In milliseconds: a file of 1 GB over a slow line takes some minutes. */
const REQUEST_TIMEOUT = 15 * 60_000;
/** Counted from the first byte of a request, so a connection that waits for one may wait longer. */
const HEADERS_TIMEOUT = 15_000;
/** The interval between checks of the two timeouts above, in milliseconds. */
const CHECKING_INTERVAL = 5_000;
