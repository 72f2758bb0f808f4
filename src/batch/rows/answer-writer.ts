import { fieldOf } from '../../files/csv/field.ts';
import type { Header } from '../../files/csv/header.ts';
import type { Lookup } from '../../situation/lookup.ts';
import type { Reason } from '../../situation/situation.ts';
import { outputColumns } from '../columns.ts';
import { shortReason } from '../reason.ts';

/** Writes rows as they are in the file and our fields behind each, as bytes of the file's encoding. */
export class AnswerWriter {
  /** The bytes written are the first `length` ones. Two outputs in turn: one is filled while the other is written. */
  bytes: Buffer = Buffer.allocUnsafeSlow(1 << 16);
  length = 0;
  #other: Buffer = Buffer.allocUnsafeSlow(1 << 16);
  readonly #header: Header;
  readonly #separator: number;
  readonly #texts = new Map<string, Buffer>();
  readonly #reasons = new WeakMap<readonly Reason[], Buffer>();
  /** All that follows a row in no zone, by the reasons of its tier, for the generation of the row before. */
  #emptyAnswers = new WeakMap<readonly Reason[], Buffer>();
  #generation: string | null = null;

  constructor(header: Header) {
    this.#header = header;
    this.#separator = header.written.charCodeAt(0);
  }

  /** Begins another output; the one before stays as it is meanwhile. */
  turn(): void {
    [this.bytes, this.#other] = [this.#other, this.bytes];
    this.length = 0;
  }

  /** What was written since the last `turn`. */
  take(): Buffer {
    return this.bytes.subarray(0, this.length);
  }

  /** Writes the row from `start` to `end`, and a separator for each field that it lacks. */
  row(data: Buffer, start: number, end: number, missing: number): void {
    this.append(data, start, end);
    if (missing <= 0) return;
    this.reserve(missing);
    for (let i = 0; i < missing; i++) this.bytes[this.length++] = this.#separator;
  }

  /** Writes the line's end from `end` to `next`, or the file's own where there is none. */
  lineEnd(data: Buffer, end: number, next: number): void {
    if (end < next) this.append(data, end, next);
    else this.#write(this.#header.eol);
  }

  /** Writes our fields of a row that cannot be answered. */
  refusal(problem: string): void {
    this.reserve(64);
    this.#separate();
    this.#write('invalid');
    for (let i = 2; i < outputColumns.length; i++) this.#separate();
    this.#separate();
    const bytes = this.#encoded(problem);
    this.append(bytes, 0, bytes.length);
  }

  /** Writes our fields of a row that the lookup has answered. */
  answer(lookup: Lookup): void {
    if (lookup.zoneCount === 0) {
      if (lookup.generation !== this.#generation) {
        this.#emptyAnswers = new WeakMap();
        this.#generation = lookup.generation;
      }
      const kept = this.#emptyAnswers.get(lookup.reasons);
      if (kept) {
        this.append(kept, 0, kept.length);
        return;
      }
    }
    const start = this.length;
    this.reserve(lookup.zoneCount * LONGEST_ID + 256);
    this.#separate();
    this.#write('ok');
    this.#separate();
    this.#write(lookup.tier);
    this.#separate();
    this.#writeIds(lookup, 'inside');
    this.#separate();
    this.#writeIds(lookup, 'band');
    this.#separate();
    if (lookup.zoneCount > 0) this.#write(lookup.ids[0]!);
    this.#separate();
    if (lookup.zoneCount > 0) this.#writeMetres(lookup.distances[0]!);
    this.#separate();
    this.#write(lookup.isFirm ? 'firm' : 'review');
    this.#separate();
    if (lookup.generation !== null) this.#write(lookup.generation);
    this.#separate();
    this.#write(lookup.dataVersion);
    this.#separate();
    if (!lookup.isFirm) {
      const reason = this.#reason(lookup);
      this.append(reason, 0, reason.length);
    }
    if (lookup.zoneCount === 0) {
      this.#emptyAnswers.set(lookup.reasons, Buffer.from(this.bytes.subarray(start, this.length)));
    }
  }

  /** Writes some tens of bytes, most of the time: a loop takes them faster than a call out of the engine. */
  append(bytes: Buffer, start: number, end: number): void {
    this.reserve(end - start + 256);
    const out = this.bytes;
    let length = this.length;
    if (end - start > 512) length += bytes.copy(out, length, start, end);
    else for (let i = start; i < end; i++) out[length++] = bytes[i]!;
    this.length = length;
  }

  /** Makes room for as many bytes more. */
  reserve(bytes: number): void {
    if (this.length + bytes <= this.bytes.length) return;
    const grown = Buffer.allocUnsafeSlow((this.length + bytes) * 2);
    this.bytes.copy(grown, 0, 0, this.length);
    this.bytes = grown;
  }

  #writeIds({ ids, relations, zoneCount }: Lookup, relation: 'inside' | 'band'): void {
    if (zoneCount === 1) {
      if (relations[0] === relation) this.#write(ids[0]!);
      return;
    }
    const found = ids.filter((_, i) => i < zoneCount && relations[i] === relation);
    if (found.length === 0) return;
    const bytes = this.#encoded(found.sort().join(';'));
    this.append(bytes, 0, bytes.length);
  }

  /** Three decimals, rounded half away from zero; never minus zero. */
  #writeMetres(metres: number): void {
    const millimetres = Math.round(Math.abs(metres) * 1000);
    if (metres < 0 && millimetres > 0) this.bytes[this.length++] = 0x2d;
    const whole = Math.floor(millimetres / 1000);
    this.#write(String(whole));
    const rest = millimetres - whole * 1000;
    this.bytes[this.length++] = 0x2e;
    this.bytes[this.length++] = 0x30 + Math.floor(rest / 100);
    this.bytes[this.length++] = 0x30 + (Math.floor(rest / 10) % 10);
    this.bytes[this.length++] = 0x30 + (rest % 10);
  }

  /** Why the row is to be examined: where only missing perimeters say so, the reasons are the same list each time. */
  #reason(lookup: Lookup): Buffer {
    let reason = this.#reasons.get(lookup.reasons);
    if (!reason) {
      reason = this.#encoded(shortReason(lookup));
      this.#reasons.set(lookup.reasons, reason);
    }
    return reason;
  }

  /** One of a few texts, quoted where it must be, as bytes of the file's encoding. */
  #encoded(text: string): Buffer {
    let bytes = this.#texts.get(text);
    if (!bytes) {
      bytes = fieldOf(text, this.#header.written, this.#header.encoding);
      if (this.#texts.size < 10_000) this.#texts.set(text, bytes);
    }
    return bytes;
  }

  #separate(): void {
    this.bytes[this.length++] = this.#separator;
  }

  /** ASCII, short. */
  #write(text: string): void {
    const out = this.bytes;
    let at = this.length;
    for (let i = 0; i < text.length; i++) out[at++] = text.charCodeAt(i);
    this.length = at;
  }
}

/** Bytes: ids are codes of a few characters; none of the registry or of an import is longer. */
const LONGEST_ID = 64;
