import { TextDecoder } from 'node:util';
import { Parser } from 'saxen';

export type Attributes = Readonly<Record<string, string>>;

/**
 * Handlers for the parts of an XML document, in order. Names come without their prefixes, texts with their entities
 * decoded.
 */
export interface XmlHandlers {
  open(name: string, attributesOf: () => Attributes): void;
  close?(name: string): void;
  /** The text of one element may come in several pieces. */
  text?(text: string): void;
}

/** Parses an XML document in UTF-8, piece by piece. Throws an Error when it is not XML. */
export function readXml(bytes: Uint8Array, { open, close, text }: XmlHandlers): void {
  const parser = new Parser();
  parser.on('openTag', (name, attributesOf) => open(localName(name), () => decodedAttributes(attributesOf())));
  if (close) parser.on('closeTag', (name) => close(localName(name)));
  if (text) {
    parser.on('text', (piece) => text(decoded(piece)));
    parser.on('cdata', text);
  }
  // A warning means that an attribute would be dropped.
  for (const event of ['error', 'warn'] as const) {
    parser.on(event, (error) => {
      throw damaged(NOT_XML, error);
    });
  }
  const decoder = new TextDecoder('utf-8', { fatal: true });
  for (let at = 0; at < bytes.length; at += PIECE) {
    parser.write(decodedPiece(decoder, bytes.subarray(at, at + PIECE)));
  }
  parser.end();
}

const NOT_XML = 'une de ses parties n’est pas du XML entier';
/** Bytes parsed at a time: one string could not hold the largest sheets. */
const PIECE = 1 << 20;

function decodedPiece(decoder: TextDecoder, piece: Uint8Array): string {
  try {
    return decoder.decode(piece, { stream: true });
  } catch (error) {
    throw damaged(NOT_XML, error);
  }
}

/** Returns an error about the workbook whose XML is read. */
export function damaged(reason: string, cause?: unknown): Error {
  return new Error(`le classeur Excel est abîmé : ${reason}`, { cause });
}

function localName(name: string): string {
  const colon = name.indexOf(':');
  return colon < 0 ? name : name.slice(colon + 1);
}

function decodedAttributes(attributes: Record<string, string>): Attributes {
  for (const name in attributes) attributes[name] = decoded(attributes[name]!);
  return attributes;
}

/** Decodes entities; the parser's own decoder breaks characters beyond U+FFFF. */
function decoded(text: string): string {
  if (!text.includes('&')) return text;
  return text.replaceAll(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(amp|lt|gt|quot|apos));/gi, (whole, decimal, hex, name) => {
    if (name) return NAMED[name.toLowerCase()]!;
    const code = decimal ? Number(decimal) : Number.parseInt(hex, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
