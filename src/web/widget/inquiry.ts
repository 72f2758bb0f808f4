import type { AddressAnswer, Question, Service } from './service.ts';

/**
 * Asks the service one question at a time, after a pause. A newer question drops the one under way; an answer that was
 * recorded and is no longer wanted is erased.
 */
export class Inquiry {
  readonly #service: Service;
  readonly #listeners: InquiryListeners;
  /** What was asked last, so that it is not asked twice. */
  #asked: { readonly key: string; readonly isRecorded: boolean } | null = null;
  #asking: AbortController | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(service: Service, listeners: InquiryListeners) {
    this.#service = service;
    this.#listeners = listeners;
  }

  get isUnderWay(): boolean {
    return this.#asking !== null;
  }

  /** Whether the same was asked last, and recorded if it has to be now. */
  hasAsked(question: Question | string, isRecorded: boolean): boolean {
    return this.#asked?.key === JSON.stringify(question) && (this.#asked.isRecorded || !isRecorded);
  }

  /** Asks in `delay` milliseconds. */
  ask(question: Question, isRecorded: boolean, delay: number): void {
    this.#asked = { key: JSON.stringify(question), isRecorded };
    this.#timer = setTimeout(() => this.#ask(question, isRecorded), delay);
  }

  /** Drops the question under way, and lets the same one be asked again. */
  drop(): void {
    clearTimeout(this.#timer);
    this.#asking?.abort();
    this.#asking = null;
    this.#asked = null;
  }

  /** Lets the same question be asked again. */
  forget(): void {
    this.#asked = null;
  }

  async #ask(question: Question, isRecorded: boolean): Promise<void> {
    const mine = new AbortController();
    this.#asking = mine;
    const slow = setTimeout(() => {
      if (this.#asking === mine) this.#listeners.onSlow();
    }, SLOW);
    try {
      // A question that is recorded is not aborted: its record has to be known to be erased.
      const answer = await this.#service.check(question, isRecorded, isRecorded ? NEVER : mine.signal);
      if (!mine.signal.aborted) this.#listeners.onAnswer(answer);
      else if (answer.decision) void this.#service.erase(answer.decision);
    } catch (error) {
      if (!mine.signal.aborted) this.#listeners.onFailure(error);
    } finally {
      clearTimeout(slow);
      if (this.#asking === mine) this.#asking = null;
    }
  }
}

export interface InquiryListeners {
  readonly onSlow: () => void;
  readonly onAnswer: (answer: AddressAnswer) => void;
  readonly onFailure: (error: unknown) => void;
}

const NEVER = new AbortController().signal;
/** Milliseconds without an answer, after which the service is called slow. */
const SLOW = 4000;
