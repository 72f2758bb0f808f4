import { inflateSync } from 'node:zlib';

/** The content of a PDF of ours, decompressed: its pages and its attachment. */
export function contentsOf(bytes: Uint8Array): string[] {
  const text = Buffer.from(bytes).toString('latin1');
  return [...text.matchAll(/\/Filter \/FlateDecode\n>>\nstream\n/g)].map(({ index }) => {
    const from = text.indexOf('stream\n', index) + 'stream\n'.length;
    return inflateSync(Buffer.from(bytes.subarray(from, text.indexOf('\nendstream', from)))).toString('latin1');
  });
}

/** The words as drawn, with plain spaces, one run a line. */
export function wordsOf(bytes: Uint8Array): string {
  const stretches: string[] = [];
  for (const content of contentsOf(bytes)) {
    for (const [, shown] of content.matchAll(/\[([^\]]*)\] TJ/g)) {
      const hex = [...shown!.matchAll(/<([0-9a-f]*)>/g)].map(([, digits]) => digits).join('');
      stretches.push(new TextDecoder('windows-1252').decode(Buffer.from(hex, 'hex')));
    }
  }
  return stretches.join('\n').replaceAll('\u00a0', ' ');
}

/** The same on one line. */
export function sentencesOf(bytes: Uint8Array): string {
  return wordsOf(bytes).replace(/\s+/g, ' ');
}

export function pageCount(bytes: Uint8Array): number {
  return Buffer.from(bytes).toString('latin1').split('/Type /Page\n').length - 1;
}
