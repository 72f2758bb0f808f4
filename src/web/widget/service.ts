import type { Candidate, Certainty, Decision, Message, SituatedZone, Tier, Verdict } from '../answers.ts';
import { ApiError, ask } from '../api.ts';
import { askQuarterNames, type QuarterNames, withUsualNames } from '../quarter-names.ts';
import type { SchemeList } from '../scheme-list.ts';

/** Client of the service in a page of another site. Every method throws a Failure, with advice for the person. */
export class Service {
  /** The URL of the service, without a final slash. */
  readonly url: string;
  /** Whether a request succeeded: a later failure is then no refusal of the page's origin. */
  #answered = false;
  #names: Promise<QuarterNames> | null = null;

  constructor(url: string) {
    this.url = url.replace(/\/+$/, '');
  }

  schemes(): Promise<SchemeList> {
    return this.#ask<SchemeList>('/v1/schemes');
  }

  async check(question: Question, isRecorded: boolean, signal: AbortSignal): Promise<AddressAnswer> {
    const body = isRecorded ? { ...question, record: true } : question;
    const answer = await this.#ask<AddressAnswer>('/v1/address-eligibility', { body, signal });
    this.#names ??= askQuarterNames(this.url);
    return withUsualNames(answer, await this.#names);
  }

  /** Erases a recorded answer that another one replaces. If that fails, the record expires on its day. */
  async erase({ reference, secret }: Decision): Promise<void> {
    const headers = { authorization: `Bearer ${secret}` };
    await fetch(`${this.url}/v1/decisions/${reference}`, {
      ...{ method: 'DELETE', credentials: 'omit', referrerPolicy: 'no-referrer', keepalive: true, headers },
    }).catch(() => null);
  }

  async #ask<T>(path: string, { body, signal }: { body?: unknown; signal?: AbortSignal } = {}): Promise<T> {
    const mine = new AbortController();
    const stop = () => mine.abort();
    signal?.addEventListener('abort', stop);
    const timer = setTimeout(stop, LONGEST);
    try {
      const answer = await ask<T>(`${this.url}${path}`, { body, signal: mine.signal });
      this.#answered = true;
      return answer;
    } catch (error) {
      signal?.throwIfAborted();
      throw await this.#toFailure(error);
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', stop);
    }
  }

  async #toFailure(error: unknown): Promise<Failure> {
    if (error instanceof ApiError && error.status > 0) {
      this.#answered = true;
      const message = error.errors.map(({ message }) => message).join(' ') || error.message;
      return new Failure(error.status === 501 ? 'no-addresses' : error.status < 500 ? 'refused' : 'failed', message);
    }
    if (!this.#answered && new URL(this.url).origin !== location.origin && (await this.#isThere())) {
      const { origin } = location;
      const webmaster = `l’origine ${origin} n’est pas dans la liste PERIMETRE_CORS_ORIGINS du service ${this.url}.`;
      return new Failure('origin-refused', 'La vérification de l’adresse n’est pas ouverte à ce site.', webmaster);
    }
    return new Failure('unreachable', 'La vérification de l’adresse ne répond pas pour le moment.');
  }

  /** Whether the service answers at all: a browser gives no other information about a refused origin. */
  async #isThere(): Promise<boolean> {
    const options = { mode: 'no-cors', credentials: 'omit', cache: 'no-store', referrerPolicy: 'no-referrer' } as const;
    try {
      await fetch(`${this.url}/health`, options);
      return true;
    } catch {
      return false;
    }
  }
}

/** Reason for a missing answer. */
export class Failure extends Error {
  readonly code: FailureCode;
  /** Message for the maintainers of the page; null when they cannot help. */
  readonly webmaster: string | null;

  constructor(code: FailureCode, message: string, webmaster: string | null = null) {
    super(message);
    this.name = 'Failure';
    this.code = code;
    this.webmaster = webmaster;
  }
}

export type FailureCode =
  | 'unreachable'
  | 'origin-refused'
  | 'refused'
  | 'failed'
  | 'no-addresses'
  | 'unknown-scheme'
  | 'unknown-field';

export interface Question {
  readonly address: string;
  readonly citycode?: string;
  readonly postcode?: string;
  readonly date?: string;
  readonly scheme?: string;
}

/** Answer of `POST /v1/address-eligibility`. */
export interface AddressAnswer {
  /** Whether the service is a demonstration, of made-up addresses. */
  readonly demo?: true;
  readonly address: Candidate | null;
  readonly date: string;
  readonly tier: Tier;
  readonly certainty: Certainty;
  readonly possibleTiers: readonly Tier[];
  readonly reasons: readonly Message[];
  /** Verdict of the scheme asked for. */
  readonly verdict?: Verdict;
  /** Verdicts of every scheme, where none was named. */
  readonly verdicts?: readonly Verdict[];
  readonly candidates: readonly PossibleAddress[];
  readonly decision?: Decision;
}

export interface PossibleAddress extends Candidate {
  readonly tier: Tier;
  readonly certainty: Certainty;
  readonly zones: readonly SituatedZone[];
  readonly reasons: readonly Message[];
  readonly verdict?: ShortVerdict;
  readonly verdicts?: readonly ShortVerdict[];
}

export type ShortVerdict = Pick<Verdict, 'scheme' | 'verdict' | 'certainty'>;

/** Timeout in milliseconds. */
const LONGEST = 15_000;
