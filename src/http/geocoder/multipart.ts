import { Problem } from '../../questions/problem.ts';

/**
 * Returns the parts of a `multipart/form-data` body (RFC 7578), in order. Their contents are views of the body, without
 * copies, so a large file is in memory once. Throws a Problem when the body is malformed.
 */
export function readMultipart(body: Buffer, contentType: string): Part[] {
  const [, quoted, bare] = /;\s*boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i.exec(contentType) ?? [];
  const boundary = quoted ?? bare;
  if (boundary === undefined) throw malformed();
  const opening = Buffer.from(`--${boundary}`);
  const closing = Buffer.from(`\r\n--${boundary}`);
  const parts: Part[] = [];
  let at = body.indexOf(opening);
  if (at < 0) throw malformed();
  at += opening.length;
  while (!body.subarray(at, at + 2).equals(END)) {
    const start = body.indexOf(LINE, at);
    const blank = body.indexOf(BLANK, start);
    const end = blank < 0 ? -1 : body.indexOf(closing, blank + LINE.length);
    if (start < 0 || end < 0 || blank - start > LONGEST_HEADERS || parts.length >= MOST_PARTS) throw malformed();
    const headers = body.toString('utf8', start, blank);
    const content = body.subarray(blank + BLANK.length, Math.max(blank + BLANK.length, end));
    parts.push({ ...described(headers), content });
    at = end + closing.length;
  }
  return parts;
}

export interface Part {
  readonly name: string;
  /** Whether the part is a file. */
  readonly isFile: boolean;
  /** The name of the file, as the client wrote it. */
  readonly fileName: string | undefined;
  /** The charset of the part's own content type, in lower case. */
  readonly charset: string | undefined;
  readonly content: Buffer;
}

const LINE = Buffer.from('\r\n');
const BLANK = Buffer.from('\r\n\r\n');
const END = Buffer.from('--');
const LONGEST_HEADERS = 8192;
const MOST_PARTS = 1000;

function described(headers: string): Omit<Part, 'content'> {
  const disposition = /^content-disposition:\s*form-data\s*;(.*)$/im.exec(headers)?.[1];
  const name = /(?:^|;)\s*name="([^"]*)"/i.exec(disposition ?? '')?.[1];
  if (name === undefined) throw malformed();
  const type = /^content-type:(.*)$/im.exec(headers)?.[1] ?? '';
  return {
    name,
    isFile: /(?:^|;)\s*filename\*?=/i.test(disposition ?? ''),
    fileName: fileNameIn(disposition ?? ''),
    charset: /charset="?([\w-]+)/i.exec(type)?.[1]?.toLowerCase(),
  };
}

/** The name in UTF-8 (RFC 5987) where there is one, else the plain one. */
function fileNameIn(disposition: string): string | undefined {
  const encoded = /(?:^|;)\s*filename\*=utf-8'[^']*'([^;\s]+)/i.exec(disposition)?.[1];
  try {
    if (encoded !== undefined) return decodeURIComponent(encoded);
  } catch {
    // Not well encoded: the plain name remains.
  }
  const [, quoted, bare] = /(?:^|;)\s*filename=(?:"((?:[^"\\]|\\.)*)"|([^;\s]+))/i.exec(disposition) ?? [];
  return quoted ?? bare;
}

function malformed(): Problem {
  return new Problem('bad-request', 'Le corps de la requête n’est pas du multipart/form-data bien formé (RFC 7578).');
}
