import { jsonOf } from '../../questions/known-lists.ts';
import type { Lookup } from '../../situation/lookup.ts';
import { toMillimetres } from '../../situation/situation.ts';

/**
 * Writes the JSON of short answers directly as bytes. Building a text of so many pieces, then encoding it, would take
 * longer than finding the answers.
 */
export class PointAnswers {
  #bytes: Buffer;
  #length = 0;
  /** The bytes after the id for points without a zone nearby, by the list of reasons that they share. */
  readonly #plain = new WeakMap<readonly unknown[], Buffer>();

  /** Starts with `head`, with room for `count` answers. */
  constructor(head: string, count: number) {
    this.#bytes = Buffer.allocUnsafeSlow(head.length * 3 + count * USUAL_LENGTH);
    this.#text(head);
  }

  /** Adds the lookup's last answer, for the point `id`. */
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

  /** Returns all the bytes, with `tail` at the end. */
  end(tail: string): Buffer {
    this.#text(tail);
    return this.#bytes.subarray(0, this.#length);
  }

  #text(text: string): void {
    this.#reserve(text.length * 3);
    // Texts are short and almost always ASCII: a call out of the engine would take longer.
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

/** The usual size of an answer in bytes, with the most common reason for `review`. */
const USUAL_LENGTH = 256;

/** The JSON of a result, from its tier on. */
function answerOf(lookup: Lookup): string {
  // The head of the answer has the generation of the date, which a place overseas may not share.
  const own = lookup.generation === lookup.usualGeneration ? '' : `"generation":${JSON.stringify(lookup.generation)},`;
  let json = `${own}"tier":"${lookup.tier}","certainty":"${lookup.isFirm ? 'firm' : 'review'}","zones":[`;
  for (let i = 0; i < lookup.zoneCount; i++) {
    if (i > 0) json += ',';
    const distance = toMillimetres(lookup.distances[i]!);
    const id = JSON.stringify(lookup.ids[i]);
    json += `{"id":${id},"relation":"${lookup.relations[i]}","boundaryDistance":${distance}}`;
  }
  json += ']';
  if (lookup.unknown.length > 0) json += `,"unknown":${jsonOf(lookup.unknown)}`;
  if (lookup.reasons.length > 0) json += `,"reasons":${jsonOf(lookup.reasons)}`;
  return `${json}}`;
}
