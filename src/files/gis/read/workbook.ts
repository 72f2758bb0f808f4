import type { Container } from './container.ts';
import { type Attributes, damaged, readXml } from './xml.ts';

/** The parts of an Excel workbook (Office Open XML, ECMA-376) that its cells refer to. */
export interface Workbook {
  /** In the order of the tabs; only those with cells, not charts. */
  readonly sheets: readonly Sheet[];
  /** The shared texts, which cells refer to by position. */
  readonly texts: readonly string[];
  /** Whether each cell style shows a number as a date. */
  readonly areDates: readonly boolean[];
  /** Days from 30 December 1899 to the workbook's day 0. */
  readonly epoch: number;
}

export interface Sheet {
  readonly name: string;
  readonly isHidden: boolean;
  /** The name of its zip entry. */
  readonly entry: string;
}

/**
 * Reads the list of sheets, the shared texts and the styles of a workbook. Throws an Error when a part is missing or is
 * not XML.
 */
export function readWorkbook(zip: Container): Workbook {
  const { files, texts, styles } = relationsOf(zip);
  const sheets: Sheet[] = [];
  let epoch = 0;
  readXml(zip.read(partOf(zip, WORKBOOK)), {
    open(name, attributesOf) {
      const attributes = name === 'sheet' || name === 'workbookPr' ? attributesOf() : {};
      if (name === 'workbookPr' && isTrue(attributes.date1904)) epoch = DAYS_TO_1904;
      const entry = name === 'sheet' ? files.get(relationOf(attributes) ?? '') : undefined;
      if (entry === undefined) return;
      const isHidden = (attributes.state ?? 'visible') !== 'visible';
      sheets.push({ name: unescaped(attributes.name ?? ''), isHidden, entry });
    },
  });
  return {
    sheets,
    texts: texts === undefined ? [] : textsOf(zip.read(texts)),
    areDates: styles === undefined ? [] : dateStylesOf(zip.read(styles)),
    epoch,
  };
}

const WORKBOOK = 'xl/workbook.xml';
const RELATIONS = 'xl/_rels/workbook.xml.rels';
const DAYS_TO_1904 = 1462;

/** Returns the name of a zip entry, in any case. Throws an Error when there is none. */
export function partOf(zip: Container, name: string): string {
  const found =
    zip.names.find((each) => each === name) ?? zip.names.find((each) => each.toLowerCase() === name.toLowerCase());
  if (found === undefined) throw damaged(`sa partie ${name} manque`);
  return found;
}

/** Decodes characters that XML cannot contain, written as `_x` and four digits. */
export function unescaped(text: string): string {
  if (!text.includes('_x')) return text;
  return text.replaceAll(/_x([0-9a-f]{4})_/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}

export function isTrue(attribute: string | undefined): boolean {
  return attribute === '1' || attribute === 'true';
}

/** The zip entries of the sheets by relation id, of the shared texts and of the styles. */
function relationsOf(zip: Container): { files: Map<string, string>; texts?: string; styles?: string } {
  const files = new Map<string, string>();
  const others: { texts?: string; styles?: string } = {};
  readXml(zip.read(partOf(zip, RELATIONS)), {
    open(name, attributesOf) {
      if (name !== 'Relationship') return;
      const { Id, Type = '', Target = '' } = attributesOf();
      const entry = Target.startsWith('/') ? Target.slice(1) : `xl/${Target}`;
      if (Id === undefined) return;
      if (Type.endsWith('/worksheet')) files.set(Id, partOf(zip, entry));
      if (Type.endsWith('/sharedStrings')) others.texts = partOf(zip, entry);
      if (Type.endsWith('/styles')) others.styles = partOf(zip, entry);
    },
  });
  return { files, ...others };
}

/** The attribute `r:id`, whatever the prefix of its namespace. */
function relationOf(attributes: Attributes): string | undefined {
  const name = Object.keys(attributes).find((each) => /:id$/.test(each));
  return name === undefined ? undefined : attributes[name];
}

/** Each text in one piece, without its formats and without the phonetic hints of East Asian texts. */
function textsOf(xml: Uint8Array): string[] {
  const texts: string[] = [];
  let current = '';
  let isText = false;
  let phonetic = 0;
  readXml(xml, {
    open(name) {
      if (name === 'si') current = '';
      else if (name === 'rPh') phonetic++;
      else if (name === 't') isText = phonetic === 0;
    },
    close(name) {
      if (name === 'si') texts.push(unescaped(current));
      else if (name === 'rPh') phonetic--;
      else if (name === 't') isText = false;
    },
    text(text) {
      if (isText) current += text;
    },
  });
  return texts;
}

function dateStylesOf(xml: Uint8Array): boolean[] {
  const formats = new Map<string, string>();
  const areDates: boolean[] = [];
  let isOfCells = false;
  readXml(xml, {
    open(name, attributesOf) {
      if (name === 'numFmt') {
        const { numFmtId = '', formatCode = '' } = attributesOf();
        formats.set(numFmtId, formatCode);
      } else if (name === 'cellXfs') isOfCells = true;
      else if (name === 'xf' && isOfCells) {
        const { numFmtId = '0' } = attributesOf();
        const format = formats.get(numFmtId);
        areDates.push(format === undefined ? isDateFormat(Number(numFmtId)) : writesDate(format));
      }
    },
    close(name) {
      if (name === 'cellXfs') isOfCells = false;
    },
  });
  return areDates;
}

/**
 * The built-in formats of dates and times (ECMA-376, part 1, section 18.8.30), including those of East Asian languages.
 */
function isDateFormat(id: number): boolean {
  return [
    [14, 22],
    [27, 36],
    [45, 47],
    [50, 58],
    [71, 81],
  ].some(([first, last]) => id >= first! && id <= last!);
}

/**
 * Whether a format shows a day, a month, a year, an hour or a second, apart from its literal texts, colours and
 * languages.
 */
function writesDate(format: string): boolean {
  const [positive = ''] = format.replaceAll(/"[^"]*"|\\.|_.|\*./g, '').split(';');
  return /[dmyhs]/i.test(positive.replaceAll(/\[(?!h+\]|m+\]|s+\])[^\]]*\]/gi, ''));
}
