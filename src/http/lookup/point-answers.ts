import { jsonOf } from '../../questions/known-lists.ts';
import type { Lookup } from '../../situation/lookup.ts';
import { toMillimetres } from '../../situation/situation.ts';

/**
 * The JSON of short answers, one after another, written as the bytes that are sent: a text of as many pieces would first be put
 * together, then turned into bytes, which takes longer than to find the answers.
 */
export class PointAnswers {
  #bytes: Buffer;
  #length = 0;
  /** All that follows the id of a place that is in and near no zone, by the reasons of its tier. */
  readonly #plain = new WeakMap<readonly unknown[], Buffer>();

  /** Begins with `head`; `count` answers are expected. */
  constructor(head: string, count: number) {
    this.#bytes = Buffer.allocUnsafeSlow(head.length * 3 + count * USUAL_LENGTH);
    this.#text(head);
  }

  /** Adds what the lookup has just answered, of the point called `id`. */
  add(lookup: Lookup, id: string | number | undefined, isFirst: boolean): void {
    if (!isFirst) this.#text(',');
    this.#text(id === undefined ? '{' : `{"id":${JSON.stringify(id)},`);
    if (lookup.zoneCount > 0 || !lookup.isPlain) {
      this.#text(answerOf(lookup));
      return;
    }
    let bytes = this.#plain.get(lookup.reasons);
    if (!bytes) {
      bytes = Buffer.from(answerOf(lookup));
      this.#plain.set(lookup.reasons, bytes);
    }
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** The whole, ended by `tail`. */
  end(tail: string): Buffer {
    this.#text(tail);
    return this.#bytes.subarray(0, this.#length);
  }

  #text(text: string): void {
    this.#reserve(text.length * 3);
    // Short and ASCII, nearly always: a call out of the engine would take longer.
    let at = this.#length;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code > 0x7f) {
        this.#length += this.#bytes.write(text, this.#length, 'utf8');
        return;
      }
      this.#bytes[at++] = code;
    }
    this.#length = at;
  }

  #reserve(length: number): void {
    if (this.#length + length <= this.#bytes.length) return;
    const grown = Buffer.allocUnsafeSlow((this.#length + length) * 2);
    this.#bytes.copy(grown, 0, 0, this.#length);
    this.#bytes = grown;
  }
}

/** Bytes of an answer, with the reason that most of those to be examined have. */
const USUAL_LENGTH = 256;

/** A result from its tier on. */
function answerOf(lookup: Lookup): string {
  let json = `"tier":"${lookup.tier}","certainty":"${lookup.isFirm ? 'firm' : 'review'}","zones":[`;
  for (let i = 0; i < lookup.zoneCount; i++) {
    if (i > 0) json += ',';
    json += `{"id":${JSON.stringify(lookup.ids[i])},"relation":"${lookup.relations[i]}","boundaryDistance":${toMillimetres(lookup.distances[i]!)}}`;
  }
  json += ']';
  if (lookup.unknown.length > 0) json += `,"unknown":${jsonOf(lookup.unknown)}`;
  if (lookup.reasons.length > 0) json += `,"reasons":${jsonOf(lookup.reasons)}`;
  return `${json}}`;
}
