import { type Dictionary, nameOf, type PdfFile, type Reference } from './pdf-file.ts';

/** A stretch of text as a page shows it. */
export interface ShownText {
  /** Glyph numbers in the embedded font. */
  readonly glyphs: readonly number[];
  /** The text that the font gives to these glyphs; null where it gives none. */
  readonly characters: readonly (string | null)[];
  readonly font: string;
  /** Points. */
  readonly size: number;
}

/** Shows every text of a page, in the order in which it is drawn. */
export function shownTexts(file: PdfFile, page: Reference): ShownText[] {
  const fonts = file.dictionary(file.dictionary(file.dictionary(page).Resources).Font ?? Object.create(null));
  const unicodes = new Map(Object.entries(fonts).map(([id, font]) => [id, unicodesOf(file, file.dictionary(font))]));
  const texts: ShownText[] = [];
  let [font, size] = ['', 0];
  for (const { operator, operands } of file.operations(page)) {
    if (operator === 'Tf') [font, size] = [nameOf(operands[0])!, Number(operands[1])];
    if (operator !== 'TJ' && operator !== 'Tj') continue;
    const codes = Buffer.concat([operands[0]].flat().filter((part) => Buffer.isBuffer(part)));
    const glyphs = Array.from({ length: codes.length / 2 }, (_, i) => codes.readUInt16BE(2 * i));
    texts.push({ glyphs, characters: glyphs.map((glyph) => unicodes.get(font)?.get(glyph) ?? null), font, size });
  }
  return texts;
}

/** The text of each glyph, by the map `ToUnicode` of a font. */
function unicodesOf(file: PdfFile, font: Dictionary): ReadonlyMap<number, string> {
  const map = file.stream(font.ToUnicode).bytes.toString('latin1');
  const unicodes = new Map<number, string>();
  for (const [, from, , list] of map.matchAll(/<([0-9a-f]{4})> <([0-9a-f]{4})> \[([^\]]*)\]/g)) {
    [...list!.matchAll(/<([0-9a-f ]*)>/g)].forEach(([, hex], i) => {
      const bytes = Buffer.from(hex!.replaceAll(' ', ''), 'hex').swap16();
      unicodes.set(Number.parseInt(from!, 16) + i, bytes.toString('utf16le'));
    });
  }
  return unicodes;
}
