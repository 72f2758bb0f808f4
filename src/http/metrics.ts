import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/**
 * Counts and times the answers of each route. A label is the pattern of a route, a method or a status, never a content
 * of the request.
 */
export class HttpMetrics {
  readonly #routes: RouteMetrics[] = [];
  readonly #unmatched: RouteMetrics;

  constructor() {
    this.#unmatched = this.#add('unmatched', 'any');
  }

  /** Measures every route added from now on. */
  follow(app: FastifyInstance): void {
    app.addHook('onRoute', (route) => {
      const methods = [route.method].flat();
      const metrics = this.#add(route.url, methods.length === 1 ? methods[0]! : 'other');
      const observe = (_request: FastifyRequest, reply: FastifyReply, done: () => void) => {
        metrics.observe(reply.raw.statusCode, reply.elapsedTime);
        done();
      };
      route.onResponse = [...[route.onResponse ?? []].flat(), observe];
    });
  }

  /** Counts an answer to a request without a route. */
  observeUnmatched(status: number, milliseconds: number): void {
    this.#unmatched.observe(status, milliseconds);
  }

  /** Returns the metrics in Prometheus text format, version 0.0.4. */
  write(): string {
    const seen = this.#routes.filter(({ count }) => count > 0);
    return [
      '# HELP perimetre_http_requests_total Answers, by route, method and status.',
      '# TYPE perimetre_http_requests_total counter',
      ...seen.flatMap((route) => route.writeRequests()),
      '# HELP perimetre_http_request_duration_seconds Time to answer, by route and method.',
      '# TYPE perimetre_http_request_duration_seconds histogram',
      ...seen.flatMap((route) => route.writeDurations()),
      '',
    ].join('\n');
  }

  #add(route: string, method: string): RouteMetrics {
    const metrics = new RouteMetrics(route, method);
    this.#routes.push(metrics);
    return metrics;
  }
}

/** Upper bounds of the histogram, in milliseconds. */
const BUCKETS = [0.25, 0.5, 1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 10_000];

class RouteMetrics {
  count = 0;
  readonly #labels: string;
  readonly #statuses = new Map<number, number>();
  readonly #buckets = new Float64Array(BUCKETS.length + 1);
  #milliseconds = 0;

  constructor(route: string, method: string) {
    this.#labels = `route="${route}",method="${method}"`;
  }

  observe(status: number, milliseconds: number): void {
    this.count++;
    this.#milliseconds += milliseconds;
    this.#statuses.set(status, (this.#statuses.get(status) ?? 0) + 1);
    let bucket = 0;
    while (bucket < BUCKETS.length && milliseconds > BUCKETS[bucket]!) bucket++;
    this.#buckets[bucket]!++;
  }

  writeRequests(): string[] {
    return [...this.#statuses]
      .sort(([a], [b]) => a - b)
      .map(([status, count]) => `perimetre_http_requests_total{${this.#labels},status="${status}"} ${count}`);
  }

  writeDurations(): string[] {
    const name = 'perimetre_http_request_duration_seconds';
    let total = 0;
    const buckets = [...BUCKETS, Number.POSITIVE_INFINITY].map((bound, i) => {
      total += this.#buckets[i]!;
      const le = Number.isFinite(bound) ? String(bound / 1000) : '+Inf';
      return `${name}_bucket{${this.#labels},le="${le}"} ${total}`;
    });
    return [
      ...buckets,
      `${name}_sum{${this.#labels}} ${this.#milliseconds / 1000}`,
      `${name}_count{${this.#labels}} ${total}`,
    ];
  }
}
