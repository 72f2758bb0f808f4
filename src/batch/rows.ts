import { CITYCODE as CITYCODE_FORM, mendedCode } from '../address/codes.ts';
import { MINUS, POINT, POWERS, readDecimal, ZERO } from '../files/csv/decimal.ts';
import { fieldOf } from '../files/csv/field.ts';
import type { Encoding, Header } from '../files/csv/header.ts';
import { endOfQuoted } from '../files/csv/row-ends.ts';
import { BatchError } from '../files/error.ts';
import { dayTold, isDay } from '../french/day.ts';
import { Lookup } from '../situation/lookup.ts';
import type { Reason } from '../situation/situation.ts';
import { isExchanged, isInFrance } from '../zones/france.ts';
import { sameSince } from '../zones/since.ts';
import type { Zones } from '../zones/zones.ts';
import { findColumns } from './columns.ts';
import type { MistakeCounts } from './mistake.ts';
import { shortReason } from './reason.ts';
import {
  absent,
  BAD_CITYCODE,
  BAD_DATE,
  BAD_UNCERTAINTY,
  EMPTY,
  EXCHANGED,
  NO_DEGREES,
  type Refusal,
  refused,
  tooManyFields,
  UNCOVERED,
  unreadable,
} from './refusal.ts';
import type { Tally } from './tally.ts';

/** Answers rows: finds the fields that matter in each, asks, and writes the row and its answer. */
export class RowAnswer {
  readonly header: Header;
  readonly #options: BatchOptions;
  readonly #counts: BatchCounts;
  readonly #tally: Tally | null;
  readonly #separator: number;
  /** For each column of the file, which of our fields it is, or -1. */
  readonly #slots: Int8Array;
  readonly #starts = new Int32Array(FIELDS);
  readonly #ends = new Int32Array(FIELDS);
  readonly #lonColumn: number;
  readonly #latColumn: number;
  /** Whether the file's places are WGS84 coordinates and nothing else. */
  readonly #isPlain: boolean;
  readonly #lookups = new Map<string, Lookup>();
  #lookup: Lookup;
  #lookupDate: string;
  /** Two outputs in turn: one is filled while the other is written. */
  #out: Buffer = Buffer.allocUnsafeSlow(1 << 16);
  #other: Buffer = Buffer.allocUnsafeSlow(1 << 16);
  #length = 0;
  /** Whether the last `answer` stopped before its end, having written enough. */
  isFull = false;
  readonly #bytes = new Map<string, Buffer>();
  readonly #reasons = new WeakMap<readonly Reason[], Buffer>();
  /** All that follows a row in no zone, by the reasons of its tier, for the date of the row before. */
  #emptyAnswers = new WeakMap<readonly Reason[], Buffer>();

  constructor(header: Header, options: BatchOptions, counts: BatchCounts) {
    this.header = header;
    this.#options = options;
    this.#counts = counts;
    this.#tally = options.tally ?? null;
    this.#separator = header.separator;
    const found = findColumns(header.columns, options.toWgs84 !== undefined);
    this.#slots = new Int8Array(header.columns.length).fill(-1);
    [found.lon, found.lat, found.date, found.uncertainty, found.citycode].forEach((column, slot) => {
      if (column >= 0) this.#slots[column] = slot;
    });
    this.#lonColumn = found.lon;
    this.#latColumn = found.lat;
    this.#isPlain = options.toWgs84 === undefined && found.date < 0 && found.uncertainty < 0 && found.citycode < 0;
    this.#lookupDate = options.date;
    this.#lookup = this.#lookupOn(options.date);
  }

  /**
   * Answers every whole row of `data` from `start`, and says where the first incomplete one begins; or the first that was not answered, where
   * some `most` bytes were written before it.
   */
  answer(data: Buffer, start: number, isLast: boolean, before: Buffer | null, most = Number.POSITIVE_INFINITY): number {
    this.isFull = false;
    [this.#out, this.#other] = [this.#other, this.#out];
    this.#length = 0;
    this.#reserve(data.length);
    if (before) this.#append(before, 0, before.length);
    const slots = this.#slots;
    const separator = this.#separator;
    const size = data.length;
    let row = start;
    // A file that stops at the last byte of a piece would be read beyond it.
    const lastEnd = this.#isPlain && this.#tally === null ? data.lastIndexOf(LF) : -1;
    while (row < size) {
      if (row < lastEnd) {
        row = this.#plainRows(data, row, lastEnd);
        if (row >= size) break;
      }
      for (let slot = 0; slot < FIELDS; slot++) this.#ends[slot] = -1;
      let column = 0;
      let field = row;
      let at = row;
      let isClosed = true;
      for (; at < size; at++) {
        const byte = data[at]!;
        if (byte === separator || byte === LF) {
          const slot = column < slots.length ? slots[column]! : -1;
          if (slot >= 0) {
            this.#starts[slot] = field;
            this.#ends[slot] = at;
          }
          if (byte === LF) break;
          column++;
          field = at + 1;
        } else if (byte === QUOTE && at === field) {
          at = endOfQuoted(data, at + 1);
          isClosed = at < size;
        }
      }
      if (at >= size) {
        if (!isLast) return row;
        if (!isClosed) {
          throw new BatchError(`la ligne ${this.#counts.rows + 2} ouvre un guillemet qui n’est jamais refermé`);
        }
        const slot = column < slots.length ? slots[column]! : -1;
        if (slot >= 0) {
          this.#starts[slot] = field;
          this.#ends[slot] = size;
        }
      }
      const end = at > row && data[at - 1] === CR ? at - 1 : Math.min(at, size);
      this.#row(data, row, end, Math.min(at + 1, size), column + 1);
      row = at + 1;
      if (this.#length > most && row < size) {
        this.isFull = true;
        return row;
      }
    }
    return size;
  }

  /** The bytes of the last `answer`; they stay as they are during the next one, no longer. */
  take(): Buffer {
    return this.#out.subarray(0, this.#length);
  }

  /**
   * Answers rows from `row` on, all of which end at `last` or before, as long as they hold nothing but plain fields: no
   * quotes, coordinates of digits and a point. Returns where the first other one begins.
   */
  #plainRows(data: Buffer, row: number, last: number): number {
    const separator = this.#separator;
    const lonColumn = this.#lonColumn;
    const latColumn = this.#latColumn;
    const columns = this.#slots.length;
    const lookup = this.#lookup;
    let start = row;
    while (start <= last) {
      // Room for what a row without a zone takes; longer ones ask for more.
      this.#reserve(LONGEST_PLAIN_ROW + 1024);
      const out = this.#out;
      let length = this.#length;
      let at = start;
      let column = 0;
      let lon = Number.NaN;
      let lat = Number.NaN;
      const limit = Math.min(last, start + LONGEST_PLAIN_ROW);
      let byte = 0;
      for (;;) {
        if (column === lonColumn || column === latColumn) {
          byte = data[at]!;
          const isNegative = byte === MINUS;
          if (isNegative) {
            out[length++] = byte;
            byte = data[++at]!;
          }
          let value = 0;
          const first = at;
          let point = -1;
          for (;;) {
            const digit = byte - ZERO;
            if (digit >= 0 && digit <= 9) value = value * 10 + digit;
            else if (byte === POINT && point < 0) point = at;
            else break;
            out[length++] = byte;
            byte = data[++at]!;
          }
          const digits = at - first - (point < 0 ? 0 : 1);
          if (digits === 0 || digits > 15) break;
          if (point >= 0) value /= POWERS[at - point - 1]!;
          if (isNegative) value = -value;
          if (column === lonColumn) lon = value;
          else lat = value;
        } else {
          byte = data[at]!;
          if (byte === QUOTE) break;
          while (byte !== separator && byte !== LF) {
            if (at >= limit) break;
            out[length++] = byte;
            byte = data[++at]!;
          }
        }
        if (byte !== separator) break;
        out[length++] = byte;
        at++;
        column++;
      }
      const isPair = byte === CR && data[at + 1] === LF;
      if (!(byte === LF || isPair) || column !== columns - 1 || at > limit) return start;
      if (byte === LF && at > start && data[at - 1] === CR) return start;
      lookup.at(lon, lat);
      if (lookup.zoneCount === 0 && !isInFrance(lon, lat)) return start;
      this.#counts.rows++;
      this.#length = length;
      this.#writeAnswer();
      if (isPair) this.#out[this.#length++] = CR;
      this.#out[this.#length++] = LF;
      start = at + (isPair ? 2 : 1);
    }
    return start;
  }

  /** Answers the row from `start` to `end`, with the line's end from there to `next`. */
  #row(data: Buffer, start: number, end: number, next: number, columns: number): void {
    this.#counts.rows++;
    this.#append(data, start, end);
    this.#reserve(this.#slots.length + 256);
    for (let missing = this.#slots.length - columns; missing > 0; missing--)
      this.#out[this.#length++] = this.#separator;
    const refusal =
      columns > this.#slots.length
        ? tooManyFields(columns, this.#slots.length)
        : end === start
          ? EMPTY
          : this.#ask(data, end);
    if (refusal !== null) this.#refuse(refusal);
    else this.#writeAnswer();
    if (end < next) for (let at = end; at < next; at++) this.#out[this.#length++] = data[at]!;
    else this.#write(this.header.eol);
  }

  /** Asks for the row's place; what is wrong with it, or null. */
  #ask(data: Buffer, end: number): Refusal | null {
    let lon = this.#number(data, LON, end);
    let lat = this.#number(data, LAT, end);
    if (!(Number.isFinite(lon) && Number.isFinite(lat))) return this.#badCoordinate(data, end);
    if (this.#options.toWgs84) [lon, lat] = this.#options.toWgs84(lon, lat);
    if (!isOnEarth(lon, lat)) return this.#options.toWgs84 ? UNCOVERED : NO_DEGREES;
    if (this.#ends[DATE]! >= 0) {
      const date = this.#text(data, DATE, end);
      if (date !== '' && date !== this.#lookupDate) {
        const day = dayTold(date);
        if (!isDay(day)) return BAD_DATE;
        if (day !== this.#lookupDate) this.#turnTo(day);
      } else if (date === '' && this.#lookupDate !== this.#options.date) {
        this.#turnTo(this.#options.date);
      }
    }
    let uncertainty = 0;
    if (this.#ends[UNCERTAINTY]! >= 0 && this.#text(data, UNCERTAINTY, end) !== '') {
      uncertainty = this.#number(data, UNCERTAINTY, end);
      if (!(uncertainty >= 0 && uncertainty <= 100_000)) return BAD_UNCERTAINTY;
    }
    let citycode: string | undefined;
    if (this.#ends[CITYCODE]! >= 0) {
      citycode = this.#text(data, CITYCODE, end) || undefined;
      if (citycode !== undefined && !CITYCODE_FORM.test(citycode)) citycode = mendedCode(citycode);
      if (citycode !== undefined && !CITYCODE_FORM.test(citycode)) return BAD_CITYCODE;
    }
    this.#lookup.at(lon, lat, uncertainty, citycode);
    if (this.#lookup.zoneCount === 0 && !isInFrance(lon, lat)) {
      if (isExchanged(lon, lat)) return EXCHANGED;
      if (this.#options.mistakes) this.#options.mistakes.abroad++;
    }
    if (this.#tally !== null) this.#tally.add(this.#lookup, lon, lat, lineOf(this.#counts.rows), citycode);
    return null;
  }

  #badCoordinate(data: Buffer, end: number): Refusal {
    for (const [slot, axis] of [
      [LON, 'longitude'],
      [LAT, 'latitude'],
    ] as const) {
      if (this.#ends[slot]! < 0 || this.#text(data, slot, end) === '') return absent(axis);
      if (!Number.isFinite(this.#number(data, slot, end))) return unreadable(axis);
    }
    return refused('coordonnées illisibles');
  }

  #number(data: Buffer, slot: number, end: number): number {
    let from = this.#starts[slot]!;
    let to = Math.min(this.#ends[slot]!, end);
    if (to < 0) return Number.NaN;
    if (data[from] === QUOTE) {
      from++;
      to--;
    }
    return readDecimal(data, from, to);
  }

  #text(data: Buffer, slot: number, end: number): string {
    const text = data.toString('latin1', this.#starts[slot]!, Math.min(this.#ends[slot]!, end)).trim();
    return text.startsWith('"') ? text.slice(1, -1).replaceAll('""', '"').trim() : text;
  }

  #turnTo(date: string): void {
    const lookup = this.#lookupOn(date);
    if (lookup.generation !== this.#lookup.generation) this.#emptyAnswers = new WeakMap();
    this.#lookup = lookup;
    this.#lookupDate = date;
  }

  #lookupOn(date: string): Lookup {
    const since = sameSince(this.#options.zones, date);
    let lookup = this.#lookups.get(since);
    if (!lookup) {
      // A column of many thousand dates before any generation would keep as many: the oldest are then made again.
      if (this.#lookups.size >= 1000) this.#lookups.clear();
      lookup = this.#options.lookupOn?.(since) ?? new Lookup(this.#options.zones, since);
      this.#lookups.set(since, lookup);
    }
    return lookup;
  }

  #refuse({ problem, mistake }: Refusal): void {
    this.#counts.invalid++;
    this.#tally?.addInvalid(lineOf(this.#counts.rows), problem);
    const { mistakes } = this.#options;
    if (mistake !== null && mistakes) mistakes[mistake]++;
    this.#separate();
    this.#write('invalid');
    for (let i = 0; i < 8; i++) this.#separate();
    this.#separate();
    const bytes = this.#encoded(problem);
    this.#append(bytes, 0, bytes.length);
  }

  #writeAnswer(): void {
    const lookup = this.#lookup;
    this.#counts.ok++;
    if (!lookup.isFirm) this.#counts.review++;
    if (lookup.zoneCount === 0) {
      const kept = this.#emptyAnswers.get(lookup.reasons);
      if (kept) {
        this.#append(kept, 0, kept.length);
        return;
      }
    }
    const start = this.#length;
    this.#reserve(lookup.zoneCount * LONGEST_ID + 256);
    this.#separate();
    this.#write('ok');
    this.#separate();
    this.#write(lookup.tier);
    this.#separate();
    this.#writeIds('inside');
    this.#separate();
    this.#writeIds('band');
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
      this.#append(reason, 0, reason.length);
    }
    if (lookup.zoneCount === 0) {
      this.#emptyAnswers.set(lookup.reasons, Buffer.from(this.#out.subarray(start, this.#length)));
    }
  }

  #writeIds(relation: 'inside' | 'band'): void {
    const { ids, relations, zoneCount } = this.#lookup;
    if (zoneCount === 1) {
      if (relations[0] === relation) this.#write(ids[0]!);
      return;
    }
    const found = ids.filter((_, i) => i < zoneCount && relations[i] === relation);
    if (found.length === 0) return;
    const bytes = this.#encoded(found.sort().join(';'));
    this.#append(bytes, 0, bytes.length);
  }

  /** Three decimals, rounded half away from zero; never minus zero. */
  #writeMetres(metres: number): void {
    const millimetres = Math.round(Math.abs(metres) * 1000);
    if (metres < 0 && millimetres > 0) this.#out[this.#length++] = 0x2d;
    const whole = Math.floor(millimetres / 1000);
    this.#write(String(whole));
    const rest = millimetres - whole * 1000;
    this.#out[this.#length++] = 0x2e;
    this.#out[this.#length++] = 0x30 + Math.floor(rest / 100);
    this.#out[this.#length++] = 0x30 + (Math.floor(rest / 10) % 10);
    this.#out[this.#length++] = 0x30 + (rest % 10);
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
    let bytes = this.#bytes.get(text);
    if (!bytes) {
      bytes = fieldOf(text, String.fromCharCode(this.#separator), this.header.encoding);
      if (this.#bytes.size < 10_000) this.#bytes.set(text, bytes);
    }
    return bytes;
  }

  #separate(): void {
    this.#out[this.#length++] = this.#separator;
  }

  /** ASCII, short. */
  #write(text: string): void {
    const out = this.#out;
    let at = this.#length;
    for (let i = 0; i < text.length; i++) out[at++] = text.charCodeAt(i);
    this.#length = at;
  }

  /** Some tens of bytes, most of the time: a loop takes them faster than a call out of the engine. */
  #append(bytes: Buffer, start: number, end: number): void {
    this.#reserve(end - start + 256);
    const out = this.#out;
    let length = this.#length;
    if (end - start > 512) length += bytes.copy(out, length, start, end);
    else for (let i = start; i < end; i++) out[length++] = bytes[i]!;
    this.#length = length;
  }

  #reserve(bytes: number): void {
    if (this.#length + bytes <= this.#out.length) return;
    const grown = Buffer.allocUnsafeSlow((this.#length + bytes) * 2);
    this.#out.copy(grown, 0, 0, this.#length);
    this.#out = grown;
  }
}

export interface BatchOptions {
  readonly zones: Zones;
  /** The date of rows that bear none, `YYYY-MM-DD`. */
  readonly date: string;
  /** The file's encoding, where it is not to be guessed. */
  readonly encoding?: Encoding | undefined;
  /** Turns the file's coordinates into WGS84 longitude, latitude, where they are not already. */
  readonly toWgs84?: ((x: number, y: number) => readonly [lon: number, lat: number]) | undefined;
  /** Gives the lookup of a day that others use too; without it a run makes its own. */
  readonly lookupOn?: ((date: string) => Lookup) | undefined;
  /** Told of every row. */
  readonly tally?: Tally | undefined;
  /** Counted on. */
  readonly mistakes?: MistakeCounts | undefined;
}

export interface BatchCounts {
  rows: number;
  ok: number;
  invalid: number;
  review: number;
}

const LF = 10;
const CR = 13;
const QUOTE = 0x22;
const LON = 0;
const LAT = 1;
const DATE = 2;
const UNCERTAINTY = 3;
const CITYCODE = 4;
const FIELDS = 5;
const LONGEST_PLAIN_ROW = 4096;

function isOnEarth(lon: number, lat: number): boolean {
  return lon >= -180 && lon <= 180 && lat >= -90 && lat <= 90;
}

/** Bytes: ids are codes of a few characters; none of the registry or of an import is longer. */
const LONGEST_ID = 64;

/** The number a spreadsheet gives to the row: the header is its first. */
export function lineOf(row: number): number {
  return row + 1;
}
