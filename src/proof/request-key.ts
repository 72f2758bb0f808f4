import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/**
 * A key that a client chose for one request (`Idempotency-Key`), with what the request asks. The key itself is never
 * kept; its hash finds the record again. The question and the secret of the record are kept under the key only: without
 * it, no guess of an address can be tried against them.
 */
export class RequestKey {
  readonly hash: Buffer;
  /** Proves that a question is the same. */
  readonly questionMark: Buffer;
  readonly #key: string;

  /** `question` is JSON; the order of its fields does not matter. */
  constructor(key: string, kind: string, question: unknown) {
    this.#key = key;
    this.hash = createHash('sha256').update(`perimetre request ${key}`).digest();
    this.questionMark = this.#under(`question ${kind} ${JSON.stringify(question, sorted)}`);
  }

  asks(questionMark: Buffer): boolean {
    return timingSafeEqual(questionMark, this.questionMark);
  }

  /** Seals the secret of a record, or opens it again. A reference is used once, so no two secrets have the same mask. */
  masked(secret: Buffer, reference: string): Buffer {
    const mask = this.#under(`secret ${reference}`);
    return Buffer.from(secret.map((byte, i) => byte ^ mask[i]!));
  }

  #under(text: string): Buffer {
    return createHmac('sha256', this.#key).update(text).digest();
  }
}

/** Gives the fields of an object in one order. RFC 8785 would do the same, but refuses some texts. */
function sorted(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
