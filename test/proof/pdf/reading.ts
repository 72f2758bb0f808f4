import { PdfFile } from './pdf-file.ts';
import { shownTexts } from './shown-text.ts';

/** The content of the pages of a PDF, decompressed. */
export function contentsOf(bytes: Uint8Array): string[] {
  const file = new PdfFile(bytes);
  return file.pages.map((page) => file.stream(file.dictionary(page).Contents).bytes.toString('latin1'));
}

/** The words as drawn, with plain spaces, one run a line. */
export function wordsOf(bytes: Uint8Array): string {
  const file = new PdfFile(bytes);
  const runs = file.pages.flatMap((page) => shownTexts(file, page).map(({ characters }) => characters.join('')));
  return runs.map((run) => run.replaceAll('\u00a0', ' ').trimEnd()).join('\n');
}

/** The same on one line. */
export function sentencesOf(bytes: Uint8Array): string {
  return wordsOf(bytes).replace(/\s+/g, ' ');
}

export function pageCount(bytes: Uint8Array): number {
  return new PdfFile(bytes).pages.length;
}
