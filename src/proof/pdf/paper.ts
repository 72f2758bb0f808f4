import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import PDFDocument from 'pdfkit';
import { type Line, linesOf, type Run } from './lines.ts';
import { printable } from './printable.ts';

/** A4, in points. */
export const PAGE = { width: 595.28, height: 841.89, left: 48, right: 48, top: 40, bottom: 52 } as const;
export const TEXT_WIDTH = PAGE.width - PAGE.left - PAGE.right;
/** Lower limit of the content: the footer is below. */
export const TEXT_BOTTOM = PAGE.height - PAGE.bottom;

export const COLORS = {
  ink: '#1d2433',
  soft: '#4d5665',
  line: '#d9dee6',
  qpv: '#1f4fa3',
  qic: '#855c00',
  place: '#b3261e',
} as const;

/** Font size and line height, in points. */
export interface Type {
  readonly size: number;
  readonly leading: number;
  readonly color: string;
  readonly font?: Font;
}

export type Font = 'regular' | 'bold';

/** A role in the structure tree for screen readers. */
export type Role = 'H1' | 'H2' | 'H3' | 'P' | 'Lbl' | 'LBody';

export type Element = PDFKit.PDFStructureElement;

/** A heading, a paragraph or a part of a list item, which may continue in another column or on another page. */
export interface Text {
  readonly role: Role;
  readonly element: Element;
}

/**
 * The sheets of a PDF/UA-1 document (ISO 14289-1), laid out by hand: texts are broken into lines here, so that their
 * height is known before they are drawn. Every text has a role for screen readers; decoration is marked as an artifact.
 */
export class Paper {
  readonly doc: PDFKit.PDFDocument;
  readonly root: Element;

  constructor(title: string, subject: string, issuedOn: string) {
    // The date of the proof, not the current time: the same proof gives the same bytes.
    const day = new Date(`${issuedOn}T00:00:00Z`);
    this.doc = new PDFDocument({
      pdfVersion: '1.7',
      size: 'A4',
      // Prevents automatic page breaks.
      margins: { top: 0, bottom: 0, left: 0, right: 0 },
      autoFirstPage: false,
      bufferPages: true,
      tagged: true,
      lang: 'fr-FR',
      displayTitle: true,
      info: {
        Title: title,
        Subject: subject,
        Creator: 'Périmètre',
        Producer: 'Périmètre (PDFKit)',
        CreationDate: day,
        ModDate: day,
      },
    });
    // The option `subset: 'PDF/UA'` of PDFKit also writes sets of glyphs (CIDSet) that lack the parts of composed ones.
    this.doc.appendXML(PDF_UA);
    for (const font of FONTS) this.doc.registerFont(font, parsedFont(font));
    this.root = this.doc.struct('Document');
    this.doc.addStructure(this.root);
  }

  /** Adds a part of the document, under another part or the root. */
  part(kind: 'Sect' | 'LI', parent: Element = this.root): Element {
    const part = this.doc.struct(kind);
    parent.add(part);
    return part;
  }

  /** Adds a list; `numbering` is the form of the labels of its items. */
  list(parent: Element, numbering: 'None' | 'Decimal' | 'UpperAlpha' = 'None'): Element {
    const list = this.doc.struct('L') as Element & { readonly dictionary: { readonly data: Record<string, unknown> } };
    // PDFKit has no option for this attribute, which ISO 14289-1, 7.6 asks for.
    list.dictionary.data.A = { O: 'List', ListNumbering: numbering };
    parent.add(list);
    return list;
  }

  /** Adds a text without content. `spoken` replaces the content for a screen reader. */
  text(role: Role, parent: Element, spoken?: string): Text {
    const element = this.doc.struct(role, spoken === undefined ? {} : { actual: spoken });
    parent.add(element);
    return { role, element };
  }

  /** Breaks text into lines of at most `width`; a run without a font takes that of the type. */
  lines(text: string | readonly Run[], width: number, type: Type): readonly Line[] {
    const runs = typeof text === 'string' ? [{ text }] : text;
    const safe = runs.map((run) => ({ ...run, text: spaced(run.text) }));
    return linesOf(safe, width, ({ text: words, font }) => this.widthOf(words, type, font));
  }

  widthOf(text: string, type: Type, font = type.font ?? 'regular'): number {
    const key = `${font} ${text}`;
    let width = widths.get(key);
    if (width === undefined) {
      if (widths.size >= MOST_WIDTHS) widths.clear();
      width = this.doc.font(font).fontSize(1).widthOfString(text);
      widths.set(key, width);
    }
    return width * type.size;
  }

  /** Writes lines from `y` down as a text of their own; returns the `y` below them. */
  write(lines: readonly Line[], x: number, y: number, type: Type, role: Role, parent: Element): number {
    return this.writeIn(this.text(role, parent), lines, x, y, type);
  }

  /** Writes lines from `y` down as the next part of a text; returns the `y` below them. */
  writeIn(text: Text, lines: readonly Line[], x: number, y: number, type: Type): number {
    this.drawIn(text, () => this.drawLines(lines, x, y, type));
    return y + lines.length * type.leading;
  }

  /** Draws something as the next part of a text. */
  drawIn({ role, element }: Text, draw: () => void): void {
    const content = this.doc.markStructureContent(role);
    draw();
    this.doc.endMarkedContent();
    element.add(content);
  }

  /** Writes one line that leads to `url`, announced as `description`. */
  writeLink(line: Line, x: number, y: number, type: Type, parent: Element, url: string, description: string): void {
    const link = this.doc.struct('Link');
    const content = this.doc.markStructureContent('Link');
    this.drawLines([line], x, y, type);
    this.doc.endMarkedContent();
    link.add(content);
    const width = line.reduce((sum, { text, font }) => sum + this.widthOf(text, type, font), 0);
    // A String object is written as text, a plain string as a name.
    const options = { structParent: link, Contents: new String(printable(description)) as string };
    this.doc.link(x, y, width, type.leading, url, options);
    // Ended on the page of the annotation, which PDFKit refers to at that moment.
    link.end();
    const paragraph = this.doc.struct('P');
    paragraph.add(link);
    parent.add(paragraph);
  }

  /** Draws a figure with an alternative text. */
  figure(alt: string, box: readonly [number, number, number, number], parent: Element, draw: () => void): void {
    const content = this.doc.markStructureContent('Figure');
    draw();
    this.doc.endMarkedContent();
    const options = { alt: printable(alt), bbox: [...box] };
    parent.add(this.doc.struct('Figure', options, [content]));
  }

  /** Draws a decoration, or something that another part describes. */
  ornament(draw: () => void, type: 'Layout' | 'Pagination' = 'Layout'): void {
    this.doc.markContent('Artifact', { type });
    draw();
    this.doc.endMarkedContent();
  }

  drawLines(lines: readonly Line[], x: number, y: number, type: Type): void {
    const { doc } = this;
    lines.forEach((line, i) => {
      let at = x;
      for (const { text, font = type.font ?? 'regular', color = type.color } of line) {
        doc.font(font).fontSize(type.size).fillColor(color);
        // Letters are lower than the line: they are centred vertically in it.
        const top = y + i * type.leading + (type.leading - type.size * LETTER_BOX) / 2;
        doc.text(text, at, top, { lineBreak: false });
        at += doc.widthOfString(text);
      }
    });
  }
}

/** The identifier of PDF/UA-1 among the metadata: ISO 14289-1, clause 5. */
const PDF_UA = `
        <rdf:Description xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" rdf:about="">
            <pdfuaid:part>1</pdfuaid:part>
        </rdf:Description>`;

/** Widths for a size of 1: documents share most of their words, and a word takes long to measure. */
const widths = new Map<string, number>();
const MOST_WIDTHS = 20_000;

/** Height of Source Sans 3, from its ascent to its descent, for a size of 1. */
const LETTER_BOX = 1.424;

/**
 * Returns a font that is embedded in every document (ISO 14289-1, 7.21.4.1). It is parsed once: its tables of kerning
 * and ligatures are read as words need them, and take most of the time of a drawing.
 */
function parsedFont(font: Font): Buffer {
  let parsed = parsedFonts.get(font);
  if (parsed === undefined) {
    const bytes = readFileSync(require.resolve(`@expo-google-fonts/source-sans-3/${FILES[font]}`));
    const opened = new PDFDocument({ autoFirstPage: false }).font(bytes) as unknown as { _font: { font: Buffer } };
    // PDFKit takes a font that it has parsed, which its types leave out.
    parsed = opened._font.font;
    parsedFonts.set(font, parsed);
  }
  return parsed;
}

const parsedFonts = new Map<Font, Buffer>();
const FONTS: readonly Font[] = ['regular', 'bold'];
const FILES: Readonly<Record<Font, string>> = {
  regular: '400Regular/SourceSans3_400Regular.ttf',
  bold: '700Bold/SourceSans3_700Bold.ttf',
};
const require = createRequire(import.meta.url);

/** A run may begin or end with the space between two words. */
function spaced(text: string): string {
  const core = printable(text);
  return `${/^\s/.test(text) ? ' ' : ''}${core}${/ $/.test(text) ? ' ' : ''}`;
}
