import { crc32 } from 'node:zlib';
import type { EntryRow } from '../local/address-tables.ts';

/*
 * The records of an address file. Each carries a checksum of its content, its number and its part of the file, so that
 * no damaged record, and none in the place of another, is ever read.
 */

/** The part of the file that a record is in. */
export type RecordPart = (typeof PARTS)[number];

/** Returns `content` behind its checksum. */
export function withChecksum(part: RecordPart, number: number, content: Buffer): Buffer {
  const record = Buffer.allocUnsafe(CHECKSUM + content.length);
  record.writeUInt32LE(checksumOf(part, number, content), 0);
  content.copy(record, CHECKSUM);
  return record;
}

/** Returns the content of a record. Throws a DamagedRecord when it is missing or does not match its checksum. */
export function checkedContent(part: RecordPart, number: number, record: unknown): Buffer {
  if (!Buffer.isBuffer(record) || record.length < CHECKSUM) throw new DamagedRecord();
  const content = record.subarray(CHECKSUM);
  if (record.readUInt32LE(0) !== checksumOf(part, number, content)) throw new DamagedRecord();
  return content;
}

/** A record of an address file that is not as it was written. */
export class DamagedRecord extends Error {
  constructor() {
    super('damaged record');
  }
}

/** Returns the fields of an entry as bytes. */
export function encodeEntry(row: EntryRow): Buffer {
  return Buffer.from(JSON.stringify(FIELDS.map((field) => row[field])));
}

export function decodeEntry(entry: number, content: Buffer): EntryRow {
  const values = JSON.parse(content.toString('utf8')) as unknown[];
  const row: Record<string, unknown> = { entry };
  for (const [i, field] of FIELDS.entries()) row[field] = values[i];
  return row as unknown as EntryRow;
}

function checksumOf(part: RecordPart, number: number, content: Buffer): number {
  // The checksums of one content from two starts always differ.
  return crc32(content, number * PARTS.length + PARTS.indexOf(part));
}

const PARTS = ['entry', 'numbers', 'search', 'about'] as const;

/** In bytes. */
const CHECKSUM = 4;

const FIELDS = [
  ...(['kind', 'id', 'name', 'postcode', 'citycode', 'city', 'oldcitycode', 'oldcity'] as const),
  ...(['lon', 'lat', 'west', 'south', 'east', 'north', 'size'] as const),
];
