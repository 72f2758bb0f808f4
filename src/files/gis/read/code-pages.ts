import { TextDecoder } from 'node:util';

/** A decoder from bytes to characters. */
export interface Codec {
  /** `utf-8`, `iso-8859-15`, `cp850`. */
  readonly name: string;
  /** Throws a TypeError for invalid bytes, which only encodings of several bytes per character have. */
  decode(bytes: Uint8Array): string;
}

/**
 * Returns the encoding named in a .cpg, in any usual spelling (`ANSI 1252`, `ISO8859_15`, `936`); null when it cannot
 * be decoded.
 */
export function codecNamed(label: string): Codec | null {
  const name = label.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
  if (name in NAMES) return codec(NAMES[name]!);
  const [, part] = /^(?:iso)?8859(\d{1,2})$/.exec(name) ?? [];
  if (part !== undefined) return codec(`iso-8859-${Number(part)}`);
  const [, digits] = /^(?:cp|ansi|windows|win|oem|ibm|dos|ms)*(\d{3,5})$/.exec(name) ?? [];
  return digits === undefined ? null : codecOfPage(Number(digits));
}

const NAMES: Readonly<Record<string, string>> = {
  ansi: 'windows-1252',
  latin1: 'iso-8859-1',
  latin9: 'iso-8859-15',
  utf8: 'utf-8',
  gbk: 'gbk',
  gb2312: 'gbk',
  gb18030: 'gb18030',
  big5: 'big5',
  shiftjis: 'shift_jis',
  sjis: 'shift_jis',
  eucjp: 'euc-jp',
  euckr: 'euc-kr',
  koi8r: 'koi8-r',
  koi8u: 'koi8-u',
  macintosh: 'macintosh',
};

/**
 * Returns the encoding of the language driver in the header of a .dbf; null for 0 (unspecified) and for those that
 * cannot be decoded.
 */
export function codecOfDriver(driver: number): Codec | null {
  const page = PAGES_OF_DRIVERS.find(([drivers]) => drivers.includes(driver))?.[1];
  return page === undefined ? null : codecOfPage(page);
}

/** The numbers of dBASE, FoxPro and ArcGIS. */
const PAGES_OF_DRIVERS: readonly (readonly [drivers: readonly number[], page: number])[] = [
  [[0x01, 0x09, 0x0b, 0x0d, 0x0f, 0x11, 0x15, 0x18, 0x19, 0x1b], 437],
  [[0x02, 0x0a, 0x0e, 0x10, 0x12, 0x14, 0x16, 0x1a, 0x1d, 0x25, 0x37], 850],
  [[0x03, 0x57, 0x58, 0x59], 1252],
  [[0x08, 0x17, 0x66], 865],
  [[0x1c, 0x6c], 863],
  [[0x1f, 0x22, 0x23, 0x40, 0x64, 0x87], 852],
  [[0x26, 0x65], 866],
  [[0x13, 0x7b], 932],
  [[0x4d, 0x7a], 936],
  [[0x4e, 0x79], 949],
  [[0x4f, 0x78], 950],
  [[0xc8], 1250],
  [[0xc9], 1251],
  [[0xca], 1254],
  [[0xcb], 1253],
  [[0xcc], 1257],
];

function codecOfPage(page: number): Codec | null {
  if (page in DOS) return dosCodec(page);
  if (page === 819) return codec('iso-8859-1');
  if (page > 28590 && page < 28607) return codec(`iso-8859-${page - 28590}`);
  const label = PAGES[page] ?? (page === 874 || (page >= 1250 && page <= 1258) ? `windows-${page}` : null);
  return label === null ? null : codec(label);
}

const PAGES: Readonly<Record<number, string>> = {
  866: 'ibm866',
  932: 'shift_jis',
  936: 'gbk',
  949: 'euc-kr',
  950: 'big5',
  10000: 'macintosh',
  20866: 'koi8-r',
  21866: 'koi8-u',
  54936: 'gb18030',
  65001: 'utf-8',
};

/** An encoding of the WHATWG standard; null for others. ISO-8859-1 is read as windows-1252, its superset. */
function codec(name: string): Codec | null {
  try {
    const decoder = new TextDecoder(name, { fatal: true });
    return {
      name: decoder.encoding === 'windows-1252' ? decoder.encoding : name,
      decode: (bytes) => decoder.decode(bytes),
    };
  } catch {
    return null;
  }
}

function dosCodec(page: number): Codec {
  const upper = DOS[page]!;
  return {
    name: `cp${page}`,
    decode: (bytes) =>
      Array.from(bytes, (byte) => (byte < 0x80 ? String.fromCharCode(byte) : upper[byte - 0x80]!)).join(''),
  };
}

/** The upper halves of DOS code pages, which the WHATWG standard lacks (unicode.org, MAPPINGS/VENDORS/MICSFT/PC). */
const DOS: Readonly<Record<number, string>> = {
  437:
    'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐' +
    '└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0',
  850:
    'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐' +
    '└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u00ad±‗¾¶§÷¸°¨·¹³²■\u00a0',
  852:
    'ÇüéâäůćçłëŐőîŹÄĆÉĹĺôöĽľŚśÖÜŤťŁ×čáíóúĄąŽžĘę¬źČş«»░▒▓│┤ÁÂĚŞ╣║╗╝Żż┐' +
    '└┴┬├─┼Ăă╚╔╩╦╠═╬¤đĐĎËďŇÍÎě┘┌█▄ŢŮ▀ÓßÔŃńňŠšŔÚŕŰýÝţ´\u00ad˝˛ˇ˘§÷¸°¨˙űŘř■\u00a0',
  858:
    'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐' +
    '└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈ€ÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u00ad±‗¾¶§÷¸°¨·¹³²■\u00a0',
  863:
    'ÇüéâÂà¶çêëèïî‗À§ÉÈÊôËÏûù¤ÔÜ¢£ÙÛƒ¦´óú¨¸³¯Î⌐¬½¼¾«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐' +
    '└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0',
  865:
    'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø₧ƒáíóúñÑªº¿⌐¬½¼¡«¤░▒▓│┤╡╢╖╕╣║╗╝╜╛┐' +
    '└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0',
};
