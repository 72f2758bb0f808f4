import { type Answer, answerLabels, bestFirst } from '../../rules/answer.ts';
import { capitalised, frenchDate, frenchFigure } from '../../rules/sentence.ts';
import type { Verdict } from '../../verdict.ts';
import type { Block, Piece } from './columns.ts';
import type { Run } from './lines.ts';
import { COLORS, type Element, type Paper, type Role, type Type } from './paper.ts';
import { drawSign } from './signs.ts';

/**
 * A block for each verdict, the best first, and one for the note that ends them. When there are many, those that refuse are a few
 * lines each, and what several cite is told once at the end, under a number or a letter.
 */
export function verdictBlocks(paper: Paper, parent: Element, told: Told, { width, isSmall }: Setting): Block[] {
  const isLong = areMany(told.verdicts);
  const setter = new Setter(paper, parent, told, width, isSmall ? SMALL : LARGE, isLong);
  const blocks: Block[] = [];
  for (const answer of bestFirst(told.verdicts.map(({ verdict }) => verdict))) {
    const alike = told.verdicts.filter(({ verdict }) => verdict === answer);
    if (isLong && SHORT.has(answer)) blocks.push(setter.brief(answer, alike));
    else blocks.push(...alike.map((verdict) => setter.whole(verdict)));
  }
  return [...blocks, ...setter.cited(), setter.note()];
}

export interface Told {
  readonly verdicts: readonly Verdict[];
  readonly schemeLabels: ReadonlyMap<string, string>;
  /** Sentences that the page says already, of the place: no verdict says them again. */
  readonly alreadySaid: ReadonlySet<string>;
  readonly note: { readonly title: string; readonly text: string };
}

export interface Setting {
  readonly width: number;
  readonly isSmall: boolean;
}

/** Whether they are too many to be told one by one without a word less. */
export function areMany(verdicts: readonly Verdict[]): boolean {
  return verdicts.length > FEW;
}

const FEW = 3;
const SHORT: ReadonlySet<Answer> = new Set(['no', 'out-of-period']);

class Setter {
  readonly #paper: Paper;
  readonly #parent: Element;
  readonly #told: Told;
  readonly #width: number;
  readonly #isLong: boolean;
  readonly #types: Types;
  /** What several verdicts cite, in the order it is met. */
  readonly #references: string[] = [];
  readonly #services: string[] = [];

  constructor(paper: Paper, parent: Element, told: Told, width: number, types: Types, isLong: boolean) {
    this.#paper = paper;
    this.#parent = parent;
    this.#told = told;
    this.#width = width;
    this.#types = types;
    this.#isLong = isLong;
  }

  whole(verdict: Verdict): Block {
    const part = this.#lazily('Sect', this.#parent);
    const { text, quiet } = this.#types;
    const pieces = [this.#head(verdict.verdict, this.#labelOf(verdict), part)];
    const add = (runs: readonly Run[], type: Type) => pieces.push(...this.#text(runs, type, 'P', part, INDENT));
    for (const paragraph of this.#reasonsOf(verdict)) add([{ text: paragraph }], text);
    const amount = amountInWords(verdict);
    if (amount !== null) add([{ text: `Montant : ${amount}`, font: 'Helvetica-Bold' }], text);
    if (verdict.conditions.length > 0) {
      const list = this.#lazily('L', part);
      pieces.push(...this.#text([{ text: 'Reste à justifier :', font: 'Helvetica-Bold' }], text, 'P', part, INDENT));
      for (const { message } of verdict.conditions) pieces.push(...this.#toProve(message, list));
    }
    if (verdict.notices.length > 0) add([{ text: `À savoir : ${joined(verdict.notices)}` }], quiet);
    for (const runs of this.#citations(verdict)) add(runs, quiet);
    return { gap: this.#types.gap, pieces };
  }

  /** Verdicts alike that refuse, a few lines each. */
  brief(answer: Answer, verdicts: readonly Verdict[]): Block {
    const part = this.#lazily('Sect', this.#parent);
    const { quiet } = this.#types;
    const list = this.#lazily('L', part);
    const pieces = [this.#head(answer, '', part)];
    for (const verdict of verdicts) {
      const label = this.#labelOf(verdict);
      const [reason] = verdict.reasons;
      const marks = this.#marks(verdict).join(' ');
      const runs: Run[] = [
        { text: `${label}. `, font: 'Helvetica-Bold', color: COLORS.ink },
        { text: `${reason?.message ?? ''} ${marks}` },
      ];
      pieces.push(...this.#text(runs, quiet, 'LBody', this.#lazily('LI', list), INDENT));
    }
    return { gap: this.#types.gap, pieces };
  }

  /** What the numbers and the letters stand for. */
  cited(): Block[] {
    return [
      this.#key('Références', this.#references, (i) => `[${i + 1}]`),
      this.#key('À qui s’adresser', this.#services, letter),
    ].filter((block) => block !== null);
  }

  note(): Block {
    const { title, text: words } = this.#told.note;
    const { text, quiet } = this.#types;
    const part = this.#lazily('Sect', this.#parent);
    const heading = this.#text([{ text: title, font: 'Helvetica-Bold' }], text, 'H3', part, 0);
    return { gap: this.#types.gap, pieces: [...heading, ...this.#text([{ text: words }], quiet, 'P', part, 0)] };
  }

  #labelOf({ scheme }: Verdict): string {
    return this.#told.schemeLabels.get(scheme) ?? scheme;
  }

  /** One paragraph where there is room for no more, else one for each supposition. */
  #reasonsOf({ reasons }: Verdict): string[] {
    const own = reasons.filter(({ message }) => !this.#told.alreadySaid.has(message));
    if (this.#isLong) return own.length > 0 ? [joined(own)] : [];
    const isSupposed = ({ code }: { readonly code: string }) => code.startsWith('hypothesis-');
    const before = own.slice(0, own.findIndex(isSupposed) < 0 ? own.length : own.findIndex(isSupposed));
    const after = own.slice(own.findLastIndex(isSupposed) < 0 ? own.length : own.findLastIndex(isSupposed) + 1);
    return [joined(before), ...own.filter(isSupposed).map(({ message }) => message), joined(after)].filter(Boolean);
  }

  #key(title: string, entries: readonly string[], mark: (i: number) => string): Block | null {
    if (entries.length === 0) return null;
    const { text, quiet } = this.#types;
    const part = this.#lazily('Sect', this.#parent);
    const list = this.#lazily('L', part);
    const heading = this.#text([{ text: title, font: 'Helvetica-Bold' }], text, 'H3', part, 0);
    const pieces = entries.flatMap((entry, i) => {
      const runs: Run[] = [{ text: `${mark(i)} `, font: 'Helvetica-Bold' }, { text: entry }];
      return this.#text(runs, quiet, 'LBody', this.#lazily('LI', list), 0);
    });
    return { gap: this.#types.gap, pieces: [...heading, ...pieces] };
  }

  #head(answer: Answer, label: string, part: () => Element): Piece {
    const paper = this.#paper;
    const { answer: word, label: name, sign, text } = this.#types;
    const color = SHORT.has(answer) ? COLORS.soft : COLORS.ink;
    const words = paper.lines([{ text: answerLabels[answer].toLocaleUpperCase('fr'), color }], this.#width, word);
    const names = paper.lines(label, this.#width - INDENT, name);
    const height = Math.max(word.leading + names.length * name.leading, sign) + text.leading * 0.15;
    return {
      height,
      draw: (x, y) => {
        paper.ornament(() => drawSign(paper, answer, x, y + 0.5, sign));
        const own = part();
        if (names.length > 0) {
          // The name of a scheme is its heading; the answer is read first, as it is seen.
          paper.write(words, x + INDENT, y, word, 'P', own);
          paper.write(names, x + INDENT, y + word.leading, name, 'H3', own);
        } else paper.write(words, x + INDENT, y + (sign - word.leading) / 2 + 0.5, word, 'H3', own);
      },
    };
  }

  /** One piece, or several where a text is so long that it may have to go on elsewhere. */
  #text(runs: readonly Run[], type: Type, role: Role, part: () => Element, indent: number): Piece[] {
    const lines = this.#paper.lines(runs, this.#width - indent, type);
    const pieces: Piece[] = [];
    for (let i = 0; i < lines.length; i += MOST_LINES) {
      const own = lines.slice(i, i + MOST_LINES);
      const isLast = i + MOST_LINES >= lines.length;
      pieces.push({
        height: own.length * type.leading + (isLast ? type.leading * 0.12 : 0),
        draw: (x, y) => {
          this.#paper.write(own, x + indent, y, type, role, part());
        },
      });
    }
    return pieces;
  }

  /** A condition behind an empty box, to be ticked by hand. */
  #toProve(message: string, list: () => Element): Piece[] {
    const type = this.#types.text;
    const box = type.size * 0.62;
    const indent = INDENT + box + 5;
    const [first, ...others] = this.#text([{ text: message }], type, 'LBody', this.#lazily('LI', list), indent);
    if (first === undefined) return [];
    const boxed: Piece = {
      height: first.height,
      draw: (x, y) => {
        this.#paper.ornament(() => {
          const { doc } = this.#paper;
          doc
            .lineWidth(0.6)
            .rect(x + INDENT, y + (type.leading - box) / 2, box, box)
            .stroke(COLORS.soft);
        });
        first.draw(x, y);
      },
    };
    return [boxed, ...others];
  }

  #citations(verdict: Verdict): Run[][] {
    if (this.#isLong) {
      const marks = this.#marks(verdict);
      return marks.length > 0 ? [[{ text: marks.join(' ') }]] : [];
    }
    const references = verdict.references.map(referenceInWords);
    const services = verdict.whomToAsk.map(({ label }) => label);
    const paragraph = (name: string, entries: readonly string[]): Run[] => [
      { text: `${name} : `, font: 'Helvetica-Bold' },
      { text: `${entries.join(' ; ')}.` },
    ];
    return [
      ...(references.length > 0 ? [paragraph('Références', references)] : []),
      ...(services.length > 0 ? [paragraph('À qui s’adresser', services)] : []),
    ];
  }

  /** « Références [1] [2]. S’adresser à A, B. » */
  #marks({ references, whomToAsk }: Verdict): string[] {
    const numbers = references.map((one) => `[${1 + rank(this.#references, referenceInWords(one))}]`);
    const letters = whomToAsk.map(({ label }) => letter(rank(this.#services, label)));
    return [
      ...(numbers.length > 0 ? [`Références ${numbers.join('\u00a0')}.`] : []),
      ...(letters.length > 0 ? [`S’adresser à\u00a0${letters.join(', ')}.`] : []),
    ];
  }

  /** A part of the document that is there once something is drawn in it. */
  #lazily(kind: 'Sect' | 'L' | 'LI', parent: Element | (() => Element)): () => Element {
    let part: Element | null = null;
    return () => {
      part ??= this.#paper.part(kind, typeof parent === 'function' ? parent() : parent);
      return part;
    };
  }
}

interface Types {
  readonly answer: Type;
  readonly label: Type;
  readonly text: Type;
  readonly quiet: Type;
  /** The size of the sign, and the room above a block. */
  readonly sign: number;
  readonly gap: number;
}

const SMALL: Types = {
  answer: { size: 6.4, leading: 8.2, color: COLORS.ink, font: 'Helvetica-Bold' },
  label: { size: 8.6, leading: 10.4, color: COLORS.ink, font: 'Helvetica-Bold' },
  text: { size: 7.4, leading: 9.2, color: COLORS.ink },
  quiet: { size: 7, leading: 8.6, color: COLORS.soft },
  sign: 12,
  gap: 9.5,
};

const LARGE: Types = {
  answer: { size: 7.6, leading: 10, color: COLORS.ink, font: 'Helvetica-Bold' },
  label: { size: 11, leading: 13.6, color: COLORS.ink, font: 'Helvetica-Bold' },
  text: { size: 9.2, leading: 12.2, color: COLORS.ink },
  quiet: { size: 8.4, leading: 11, color: COLORS.soft },
  sign: 14,
  gap: 18,
};

/** Of one piece, which no page has to part. */
const MOST_LINES = 24;

/** Of all that is under a sign. */
const INDENT = 19;

function joined(messages: Verdict['reasons']): string {
  return messages.map(({ message }) => message).join(' ');
}

function amountInWords({ amount }: Verdict): string | null {
  if (amount === null) return null;
  const { ceiling, status, statedFor } = amount;
  const figure = ceiling === null ? 'non chiffré, faute d’éléments' : `${frenchFigure(ceiling, 'EUR')} au plus`;
  const year = statedFor === null ? '' : `, chiffre énoncé pour ${statedFor}`;
  return `${figure}${ceiling === null && statedFor !== null ? `, barème énoncé pour ${statedFor}` : year}${
    status === 'review' ? ', à confirmer' : ''
  }.`;
}

function referenceInWords({ label, publishedOn }: Verdict['references'][number]): string {
  return capitalised(publishedOn === undefined ? label : `${label} (${frenchDate(publishedOn)})`);
}

/** Where `entry` stands in `list`, at the end when it is new there. */
function rank(list: string[], entry: string): number {
  const found = list.indexOf(entry);
  return found >= 0 ? found : list.push(entry) - 1;
}

/** A, B, … Z, AA. */
function letter(i: number): string {
  return (i >= 26 ? letter(Math.floor(i / 26) - 1) : '') + String.fromCharCode(65 + (i % 26));
}
