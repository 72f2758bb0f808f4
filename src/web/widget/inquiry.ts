import type { AddressAnswer, Question, Service } from './service.ts';

/**
 * Sends one question at a time, after a pause. A newer question cancels the current one; a recorded answer that is no
 * longer wanted is erased.
 */
export class Inquiry {
  readonly #service: Service;
  readonly #listeners: InquiryListeners;
  /** How the last question was asked; null where none was, or it has to be asked again. */
  #last: { readonly isRecorded: boolean } | null = null;
  #pending: AbortController | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(service: Service, listeners: InquiryListeners) {
    this.#service = service;
    this.#listeners = listeners;
  }

  get isUnderWay(): boolean {
    return this.#pending !== null;
  }

  /** Whether a question was asked, and recorded if it has to be now. */
  hasAsked(isRecorded: boolean): boolean {
    return this.#last !== null && (this.#last.isRecorded || !isRecorded);
  }

  /** Sends a question in `delay` milliseconds. */
  ask(question: Question, isRecorded: boolean, delay: number): void {
    this.#last = { isRecorded };
    this.#timer = setTimeout(() => this.#ask(question, isRecorded), delay);
  }

  /** Drops the question under way. */
  drop(): void {
    clearTimeout(this.#timer);
    this.#pending?.abort();
    this.#pending = null;
    this.#last = null;
  }

  /** Lets the question be asked again. */
  forget(): void {
    this.#last = null;
  }

  async #ask(question: Question, isRecorded: boolean): Promise<void> {
    const mine = new AbortController();
    this.#pending = mine;
    const slow = setTimeout(() => {
      if (this.#pending === mine) this.#listeners.onSlow();
    }, SLOW);
    try {
      // A question to record is not aborted: its record must be known to be erased.
      const answer = await this.#service.check(question, isRecorded, isRecorded ? NEVER : mine.signal);
      if (!mine.signal.aborted) this.#listeners.onArrival();
      if (!mine.signal.aborted) this.#listeners.onAnswer(answer);
      else if (answer.decision) void this.#service.erase(answer.decision);
    } catch (error) {
      if (!mine.signal.aborted) this.#listeners.onFailure(error);
    } finally {
      clearTimeout(slow);
      if (this.#pending === mine) this.#pending = null;
    }
  }
}

export interface InquiryListeners {
  readonly onSlow: () => void;
  /** Before `onAnswer`: the answer is no longer wanted if this drops the question. */
  readonly onArrival: () => void;
  readonly onAnswer: (answer: AddressAnswer) => void;
  readonly onFailure: (error: unknown) => void;
}

const NEVER = new AbortController().signal;
/** Milliseconds without an answer after which the service is reported as slow. */
const SLOW = 4000;
