/** The two encodings of the files that come here; the second is what files said to be in ISO-8859-1 are. */
export type Charset = 'utf-8' | 'windows-1252';

/** The encoding of this name, whatever the case; undefined for one that is not read. */
export function charsetOf(name: string): Charset | undefined {
  return CHARSETS.get(name.toLowerCase().replaceAll('_', '-'));
}

const CHARSETS: ReadonlyMap<string, Charset> = new Map([
  ...['utf-8', 'utf8', 'utf-8-sig', 'us-ascii'].map((name) => [name, 'utf-8'] as const),
  ...['iso-8859-1', 'latin-1', 'latin1', 'windows-1252', 'cp1252'].map((name) => [name, 'windows-1252'] as const),
]);
