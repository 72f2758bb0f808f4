import { z } from 'zod';
import { cleanTyped } from '../../french/typed-text.ts';
import { type AddressQuestion, type Candidate, type Geocoder, GeocoderUnavailable } from '../candidate.ts';
import { type Clock, systemClock } from '../clock.ts';
import { uncertaintyOf } from '../uncertainty.ts';
import { Breaker, type BreakerState } from './breaker.ts';
import { Rate } from './rate.ts';

export interface GeoplateformeOptions {
  readonly baseUrl?: string;
  /** Milliseconds for a request, for the wait for its turn, and for the wait that the service requests. */
  readonly timeout?: number;
  /** Maximum number of requests for a question. */
  readonly tries?: number;
  readonly ratePerSecond?: number;
  /** Consecutive failed requests after which the service is not called, and for how many milliseconds. */
  readonly breaker?: { readonly threshold: number; readonly rest: number };
  readonly clock?: Clock | undefined;
}

/** A question about the addresses at a point. WGS84 degrees. */
export interface ReverseQuestion {
  readonly lon: number;
  readonly lat: number;
  readonly limit: number;
  readonly type?: AddressQuestion['type'];
}

/**
 * Client of the State's geocoder. It logs nothing, and its errors contain no part of a question: no text, no request
 * URL, no coordinate.
 */
export class Geoplateforme implements Geocoder {
  readonly #baseUrl: string;
  readonly #timeout: number;
  readonly #tries: number;
  readonly #clock: Clock;
  readonly #rate: Rate;
  readonly #breaker: Breaker;
  /** Whether the service answered last, and when. */
  #known: { readonly answers: boolean; readonly at: number } | null = null;
  #trial: Promise<boolean> | null = null;

  constructor({
    baseUrl = 'https://data.geopf.fr/geocodage',
    timeout = 3000,
    tries = 3,
    ratePerSecond = 50,
    breaker = { threshold: 5, rest: 30_000 },
    clock = systemClock,
  }: GeoplateformeOptions = {}) {
    this.#baseUrl = baseUrl.replace(/\/+$/, '');
    this.#timeout = timeout;
    this.#tries = tries;
    this.#clock = clock;
    this.#rate = new Rate(ratePerSecond, timeout, clock);
    this.#breaker = new Breaker(breaker.threshold, breaker.rest, clock);
  }

  /** Whether the service is called, or not because it fails. */
  get state(): BreakerState {
    return this.#breaker.state;
  }

  /**
   * Returns whether the service answers, without a question of anybody: a machine may have no network. An answer is
   * remembered for a minute, a failure for a quarter of one.
   */
  async answers(): Promise<boolean> {
    if (this.state === 'open') return false;
    const known = this.#known;
    if (known && this.#clock.now() - known.at < (known.answers ? REMEMBERED : RETRIED)) return known.answers;
    this.#trial ??= this.#try().finally(() => {
      this.#trial = null;
    });
    return this.#trial;
  }

  async #try(): Promise<boolean> {
    try {
      const response = await fetch(`${this.#baseUrl}/search?q=mairie&limit=1&index=address`, {
        signal: this.#clock.timeout(Math.min(this.#timeout, TRIAL)),
        redirect: 'error',
        headers: { accept: 'application/json' },
      });
      response.body?.cancel().catch(() => {});
      this.#remember(response.ok || response.status === 429);
    } catch {
      this.#remember(false);
    }
    return this.#known!.answers;
  }

  #remember(answers: boolean): void {
    this.#known = { answers, at: this.#clock.now() };
  }

  /** Returns the addresses that a text may mean. Throws a GeocoderUnavailable when the service does not answer. */
  async search(question: AddressQuestion): Promise<readonly Candidate[]> {
    // The service takes 3 to 200 characters and requires a letter or a digit first.
    const text = cleanTyped(question.text)
      .replace(/^[^\p{L}\p{N}]+/u, '')
      .slice(0, 200)
      .trim();
    if (text.length < 3) return [];
    // While typing, the next letter asks again.
    const tries = question.autocomplete ? 1 : this.#tries;
    return this.#ask('search', tries, {
      q: text,
      limit: limitOf(question.limit),
      autocomplete: question.autocomplete ? 1 : 0,
      index: 'address',
      type: question.type,
      postcode: question.postcode,
      citycode: question.citycode,
      lat: question.near?.lat,
      lon: question.near?.lon,
    });
  }

  /**
   * Returns the addresses around a point, nearest first. Throws a GeocoderUnavailable when the service does not answer.
   */
  async reverse({ lon, lat, limit, type }: ReverseQuestion): Promise<readonly Candidate[]> {
    return this.#ask('reverse', this.#tries, { lon, lat, limit: limitOf(limit), index: 'address', type });
  }

  async #ask(verb: string, tries: number, parameters: QueryParameters): Promise<readonly Candidate[]> {
    const url = `${this.#baseUrl}/${verb}?${queryOf(parameters)}`;
    for (let attempt = 1; ; attempt++) {
      this.#breaker.check();
      await this.#rate.turn();
      try {
        return await this.#breaker.run(() => this.#request(url), isFault);
      } catch (error) {
        if (!(error instanceof Failure && error.mayPass) || attempt >= tries) throw error;
        const asked = (error.retryAfter ?? 0) * 1000;
        if (asked > this.#timeout) throw error;
        this.#breaker.check();
        // Half of the delay is random, so that clients that failed together do not retry together.
        await this.#clock.pause(Math.max(asked, BACK_OFF * 2 ** (attempt - 1) * (0.5 + Math.random() / 2)));
      }
    }
  }

  async #request(url: string): Promise<readonly Candidate[]> {
    try {
      const response = await fetch(url, {
        signal: this.#clock.timeout(this.#timeout),
        redirect: 'error',
        headers: { accept: 'application/json' },
      });
      if (response.ok) {
        const candidates = candidatesOf(await textOf(response));
        this.#remember(true);
        return candidates;
      }
      // An unread body would keep its connection.
      response.body?.cancel().catch(() => {});
      throw failureOf(response);
    } catch (error) {
      // The text of any other error may contain the question, so it is replaced.
      throw error instanceof Failure ? error : new Failure(SILENT, { mayPass: true, isFault: true });
    }
  }
}

type QueryParameters = Readonly<Record<string, string | number | undefined>>;

function queryOf(parameters: QueryParameters): URLSearchParams {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined && value !== '') query.set(name, String(value));
  }
  return query;
}

function limitOf(limit: number): number {
  return Math.min(50, Math.max(1, limit));
}

/** A request that failed. */
class Failure extends GeocoderUnavailable {
  /** The same request may succeed in a moment. */
  readonly mayPass: boolean;
  /** The service is at fault, not the question. */
  readonly isFault: boolean;

  constructor(why: string, { mayPass = false, isFault = false, retryAfter }: FailureTraits = {}) {
    super(`${why}, ou indiquez un point (lon, lat).`, retryAfter);
    this.mayPass = mayPass;
    this.isFault = isFault;
  }
}

interface FailureTraits {
  readonly mayPass?: boolean;
  readonly isFault?: boolean;
  readonly retryAfter?: number | undefined;
}

function isFault(error: unknown): boolean {
  return !(error instanceof Failure) || error.isFault;
}

function failureOf({ status, headers }: Response): Failure {
  if (status === 429 || status >= 500) {
    const why = status === 429 ? BUSY : SILENT;
    return new Failure(why, { mayPass: true, isFault: true, retryAfter: secondsOf(headers.get('retry-after')) });
  }
  if (status < 400) return new Failure(UNREADABLE, { isFault: true });
  if (status === 408) return new Failure(SILENT, { isFault: true });
  if ([400, 414, 422].includes(status)) return new Failure(REFUSED);
  return new Failure(FORBIDDEN, { isFault: status === 401 || status === 403 });
}

/** Parses `retry-after`, seconds or a date, into seconds from now. */
function secondsOf(header: string | null): number | undefined {
  if (header === null) return undefined;
  const seconds = /^\d+$/.test(header) ? Number(header) : Math.ceil((Date.parse(header) - Date.now()) / 1000);
  return Number.isFinite(seconds) ? Math.max(0, seconds) : undefined;
}

async function textOf(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    // Leaving the loop cancels the rest.
    if (size > LARGEST_ANSWER) throw new Failure(UNREADABLE, { isFault: true });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** The candidates of an answer, without those that have no position or a type that is not used here. */
function candidatesOf(text: string): readonly Candidate[] {
  try {
    return collection.parse(JSON.parse(text)).features.flatMap(({ geometry, properties }) => {
      const place = point.safeParse(geometry);
      if (!place.success || !placeType.safeParse(properties.type).success) return [];
      return [candidateOf(described.parse(properties), place.data.coordinates)];
    });
  } catch {
    throw new Failure(UNREADABLE, { isFault: true });
  }
}

function candidateOf(
  found: z.output<typeof described>,
  [lon, lat]: readonly [number, number, ...unknown[]],
): Candidate {
  const isNumber = found.type === 'housenumber';
  // The service does not return the type of a number's position.
  const positionType = found.type === 'housenumber' ? 'unknown' : found.type;
  return {
    type: found.type,
    id: found.id,
    label: found.label,
    score: share(found.score),
    housenumber: isNumber ? (found.housenumber ?? null) : null,
    name: found.name,
    street: isNumber ? (found.street ?? null) : found.type === 'street' ? found.name : null,
    postcode: found.postcode ?? '',
    citycode: found.citycode,
    city: found.city,
    oldcitycode: found.oldcitycode ?? null,
    oldcity: found.oldcity ?? null,
    lon,
    lat,
    positionType,
    uncertainty: uncertaintyOf[positionType],
    importance: share(found.importance),
    provider: 'geoplateforme',
  };
}

function share(value: number): number {
  return Math.min(1, Math.max(0, value));
}

const placeType = z.enum(['housenumber', 'street', 'locality', 'municipality']);
const point = z.object({
  coordinates: z.tuple([z.number().min(-180).max(180), z.number().min(-90).max(90)], z.unknown()),
});
const collection = z.object({
  type: z.literal('FeatureCollection'),
  features: z.array(z.object({ geometry: z.unknown().optional(), properties: z.record(z.string(), z.unknown()) })),
});
const described = z.object({
  type: placeType,
  id: z.string(),
  label: z.string(),
  score: z.number(),
  housenumber: z.string().nullish(),
  name: z.string(),
  street: z.string().nullish(),
  postcode: z.string().nullish(),
  citycode: z.string(),
  city: z.string(),
  oldcitycode: z.string().nullish(),
  oldcity: z.string().nullish(),
  // It only ranks equal scores, so a wrong value does not fail the answer.
  importance: z.number().catch(0),
});

const SILENT = 'Le service d’adresses ne répond pas : réessayez dans un instant';
const BUSY = 'Le service d’adresses est très demandé : réessayez dans un instant';
const UNREADABLE = 'Le service d’adresses a donné une réponse illisible : réessayez dans un instant';
const REFUSED = 'Le service d’adresses n’accepte pas cette question : écrivez l’adresse autrement';
const FORBIDDEN = 'Le service d’adresses refuse de répondre : signalez-le aux responsables de ce site';

/** Milliseconds. */
const TRIAL = 1500;
const REMEMBERED = 60_000;
const RETRIED = 15_000;

const LARGEST_ANSWER = 2_000_000;
/** Milliseconds before the second request, doubled before each of the next. */
const BACK_OFF = 200;
