/** Name of the signed proof among the attachments of its PDF. */
export const ATTACHMENT_NAME = 'perimetre-proof.json';
/**
 * Maximum bytes of a signed proof, attached or alone. Usually some tens of kilobytes; a drawn place may take up to
 * this.
 */
export const LARGEST_PROOF = 2_000_000;

/**
 * Extracts the signed proof from a PDF of this service. Reads only the structure that `proofPdf` writes: one table of
 * objects, one attachment. Throws an Error with a French message for any other file. Runs in Node and in browsers.
 */
export async function attachmentOf(bytes: Uint8Array): Promise<Uint8Array> {
  if (bytes.length === 0) throw new Error('Le fichier est vide : le PDF d’une preuve est attendu.');
  // One character a byte, so that positions in the text are positions in the file.
  const start = latin1(bytes.subarray(0, 5));
  if (start !== '%PDF-') throw new Error('Ce fichier n’est pas un PDF : le PDF d’une preuve est attendu.');
  if (bytes.length > MOST_BYTES) {
    throw new Error('Ce PDF est trop grand pour être celui d’une preuve : 10 Mo au plus sont attendus.');
  }
  const text = latin1(bytes);
  if (!text.trimEnd().endsWith('%%EOF')) {
    throw new Error('Ce PDF est incomplet : sa fin manque. Merci de le télécharger à nouveau.');
  }
  if (text.indexOf('startxref') !== text.lastIndexOf('startxref')) {
    throw new Error('Ce PDF a été modifié après avoir été émis : le fichier d’origine est attendu.');
  }
  const embedded = text.split('/Type /EmbeddedFile').length - 1;
  if (embedded === 0) {
    throw new Error('Ce PDF ne porte pas de pièce jointe signée : le fichier d’origine est attendu, et non une copie.');
  }
  if (embedded > 1) throw new Error('Ce PDF porte plusieurs pièces jointes : une seule est attendue.');
  return inflated(attachedStream(new Objects(text), text, bytes));
}

/** A proof takes some tens of kilobytes, and its page not much more. */
const MOST_BYTES = 10_000_000;

interface Stream {
  readonly compressed: Uint8Array;
  /** Bytes after decompression. */
  readonly size: number;
}

/** Follows the one path from the catalog to the attachment. */
function attachedStream(objects: Objects, text: string, bytes: Uint8Array): Stream {
  const names = objects.dictionary(group(NAMES, objects.catalog));
  const attached = names.match(ATTACHED);
  if (attached === null || attached[1] !== ATTACHMENT_NAME) throw notOurs();
  const specification = objects.dictionary(attached[2]!);
  if (!specification.includes('/Type /Filespec')) throw notOurs();
  const file = group(EMBEDDED, specification);
  const header = objects.dictionary(file);
  if (!header.startsWith('<<\n/Type /EmbeddedFile\n') || !header.includes('/Filter /FlateDecode\n')) throw notOurs();
  const from = objects.end(file) + STREAM.length;
  const to = from + Number(group(LENGTH, header));
  if (!text.startsWith(STREAM, from - STREAM.length) || !text.startsWith('\nendstream', to)) throw notOurs();
  return { compressed: bytes.slice(from, to), size: Number(group(SIZE, header)) };
}

const NAMES = /\n\/Names (\d{1,7}) 0 R\n/;
const ATTACHED = /\/EmbeddedFiles <<\s+\/Names \[\s+\(([^()\\]{1,100})\) (\d{1,7}) 0 R\s+\]\s+>>/;
const EMBEDDED = /\/EF <<\n\/F (\d{1,7}) 0 R\n>>/;
const LENGTH = /\n\/Length (\d{1,8})\n/;
const SIZE = /\n\/Size (\d{1,8})\n/;
const STREAM = 'stream\n';

/** The objects of a file, located through the table at its end. */
class Objects {
  readonly #text: string;
  readonly #table: number;
  readonly #count: number;
  readonly #catalog: string;

  constructor(text: string) {
    const end = text.slice(-LONGEST_TRAILER).match(TRAILER);
    const table = Number(end?.[3]);
    const head = text.slice(table, table + 20).match(/^xref\n0 (\d{1,7})\n/);
    if (!end || !head || end[1] !== head[1]) throw notOurs();
    this.#text = text;
    this.#table = table + head[0].length;
    this.#count = Number(head[1]);
    this.#catalog = end[2]!;
  }

  get catalog(): string {
    return this.dictionary(this.#catalog);
  }

  /** Returns the dictionary of an object, with its `<<` and `>>`. */
  dictionary(number: string): string {
    const from = this.#start(number);
    return this.#text.slice(from, this.end(number)).trimEnd();
  }

  /** Position after the dictionary of this object. */
  end(number: string): number {
    const from = this.#start(number);
    const end = this.#text.slice(from, from + LONGEST_DICTIONARY).match(/\n>>\n(?=stream\n|endobj\n)/);
    if (end === null) throw notOurs();
    return from + end.index! + end[0].length;
  }

  #start(number: string): number {
    if (Number(number) >= this.#count) throw notOurs();
    const entry = this.#text.slice(this.#table + Number(number) * ENTRY, this.#table + (Number(number) + 1) * ENTRY);
    const offset = entry.match(/^(\d{10}) 00000 n \n$/)?.[1];
    const head = `${Number(number)} 0 obj\n`;
    if (offset === undefined || !this.#text.startsWith(`${head}<<\n`, Number(offset))) throw notOurs();
    return Number(offset) + head.length;
  }
}

const TRAILER =
  /\ntrailer\n<<\n\/Size (\d{1,7})\n\/Root (\d{1,7}) 0 R\n[^<>]*(?:<[0-9a-f]*>[^<>]*)*>>\nstartxref\n(\d{1,8})\n%%EOF\s*$/;
const LONGEST_TRAILER = 1_000;
const LONGEST_DICTIONARY = 20_000;
/** Bytes of a line of the table. */
const ENTRY = 20;

async function inflated({ compressed, size }: Stream): Promise<Uint8Array> {
  if (size > LARGEST_PROOF || compressed.length > LARGEST_PROOF) throw tooLarge();
  const reader = new Blob([compressed.slice()]).stream().pipeThrough(new DecompressionStream('deflate')).getReader();
  const whole = new Uint8Array(size);
  let length = 0;
  while (true) {
    const { done, value } = await reader.read().catch(() => {
      throw damaged();
    });
    if (done) break;
    if (length + value.length > size) {
      await reader.cancel().catch(() => undefined);
      throw length + value.length > LARGEST_PROOF ? tooLarge() : damaged();
    }
    whole.set(value, length);
    length += value.length;
  }
  if (length !== size) throw damaged();
  return whole;
}

function group(pattern: RegExp, text: string): string {
  const found = text.match(pattern)?.[1];
  if (found === undefined) throw notOurs();
  return found;
}

function latin1(bytes: Uint8Array): string {
  return new TextDecoder('windows-1252').decode(bytes);
}

function notOurs(): Error {
  return new Error('Ce PDF n’est pas tel que ce service l’émet, ou il a été abîmé : le fichier d’origine est attendu.');
}

function damaged(): Error {
  return new Error('La pièce jointe de ce PDF est abîmée : le fichier d’origine est attendu.');
}

function tooLarge(): Error {
  return new Error('La pièce jointe de ce PDF est trop grande pour une preuve : 2 Mo au plus sont attendus.');
}
