import PDFDocument from 'pdfkit';
import { type Line, linesOf, type Run } from './lines.ts';
import { printable } from './printable.ts';

/** A4, in points. */
export const PAGE = { width: 595.28, height: 841.89, left: 50, right: 50, top: 40, bottom: 52 } as const;
export const TEXT_WIDTH = PAGE.width - PAGE.left - PAGE.right;
/** Lower limit of the content: the footer is below. */
export const TEXT_BOTTOM = PAGE.height - PAGE.bottom;

export const COLORS = {
  ink: '#1d2433',
  soft: '#5b6472',
  line: '#d9dee6',
  qpv: '#1f4fa3',
  qic: '#9a6a00',
  place: '#b3261e',
} as const;

/** Font size and line height, in points. */
export interface Type {
  readonly size: number;
  readonly leading: number;
  readonly color: string;
  readonly font?: Font;
}

export type Font = 'Helvetica' | 'Helvetica-Bold' | 'Helvetica-Oblique';

/** A role in the structure tree for screen readers. */
export type Role = 'H1' | 'H2' | 'H3' | 'P' | 'Lbl' | 'LBody';

export type Element = PDFKit.PDFStructureElement;

/**
 * The sheets of a document, laid out by hand: texts are broken into lines here, so that their height is known before
 * they are drawn. Every text has a role for screen readers; decoration is marked as an artifact.
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
    this.root = this.doc.struct('Document');
    this.doc.addStructure(this.root);
  }

  /** Adds a part of the document, under another part or the root. */
  part(kind: 'Sect' | 'L' | 'LI', parent: Element = this.root): Element {
    const part = this.doc.struct(kind);
    parent.add(part);
    return part;
  }

  /** Breaks text into lines of at most `width`; a run without a font takes that of the type. */
  lines(text: string | readonly Run[], width: number, type: Type): readonly Line[] {
    const runs = typeof text === 'string' ? [{ text }] : text;
    const safe = runs.map((run) => ({ ...run, text: spaced(run.text) }));
    return linesOf(safe, width, ({ text: words, font }) => this.widthOf(words, type, font));
  }

  widthOf(text: string, type: Type, font = type.font ?? 'Helvetica'): number {
    return this.doc.font(font).fontSize(type.size).widthOfString(text);
  }

  /** Writes lines from `y` down with a role; returns the `y` below them. */
  write(lines: readonly Line[], x: number, y: number, type: Type, role: Role, parent: Element): number {
    this.#tagged(role, parent, () => this.drawLines(lines, x, y, type));
    return y + lines.length * type.leading;
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
      for (const { text, font = type.font ?? 'Helvetica', color = type.color } of line) {
        doc.font(font).fontSize(type.size).fillColor(color);
        // Letters are lower than the line: they are centred vertically in it.
        const top = y + i * type.leading + (type.leading - type.size * LETTER_BOX) / 2;
        doc.text(text, at, top, { lineBreak: false });
        at += doc.widthOfString(text);
      }
    });
  }

  #tagged(role: Role, parent: Element, draw: () => void): void {
    const content = this.doc.markStructureContent(role);
    draw();
    this.doc.endMarkedContent();
    parent.add(this.doc.struct(role, {}, [content]));
  }
}

/** Height of Helvetica, from the highest to the lowest letters. */
const LETTER_BOX = 0.925;

/** A run may begin or end with the space between two words. */
function spaced(text: string): string {
  const core = printable(text);
  return `${/^\s/.test(text) ? ' ' : ''}${core}${/ $/.test(text) ? ' ' : ''}`;
}
