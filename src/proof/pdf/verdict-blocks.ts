import { longDate } from '../../french/dates.ts';
import { outcomeLabels } from '../../french/labels.ts';
import { quantity } from '../../french/numbers.ts';
import { capitalised } from '../../french/sentence.ts';
import { type Answer, bestFirst } from '../../rules/answer.ts';
import type { Verdict } from '../../verdict.ts';
import type { Run } from './lines.ts';
import type { Block, Piece } from './page-columns.ts';
import { COLORS, type Element, type Paper, type Role, type Type } from './paper.ts';
import { drawSign } from './signs.ts';

/**
 * A block for each verdict, the best first, and one for the note that ends them. In brief, those that refuse are a few
 * lines each, and what several cite is told once at the end, under a number or a letter.
 */
export function verdictBlocks(
  paper: Paper,
  parent: Element,
  printed: VerdictsToPrint,
  { width, isSmall, isBrief }: Setting,
): Block[] {
  const setter = new Setter(paper, parent, printed, width, isSmall ? SMALL : LARGE, isBrief);
  const blocks: Block[] = [];
  for (const answer of bestFirst(printed.verdicts.map(({ verdict }) => verdict))) {
    const alike = printed.verdicts.filter(({ verdict }) => verdict === answer);
    if (isBrief && SHORT.has(answer)) blocks.push(setter.brief(answer, alike));
    else blocks.push(...alike.map((verdict) => setter.whole(verdict)));
  }
  return [...blocks, ...setter.cited(), setter.note()];
}

export interface VerdictsToPrint {
  readonly verdicts: readonly Verdict[];
  readonly schemeLabels: ReadonlyMap<string, string>;
  /** Sentences that the page says already, of the place: no verdict says them again. */
  readonly alreadySaid: ReadonlySet<string>;
  readonly note: { readonly title: string; readonly text: string };
}

export interface Setting {
  readonly width: number;
  readonly isSmall: boolean;
  /** What several verdicts say is said once. */
  readonly isBrief: boolean;
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
  readonly #printed: VerdictsToPrint;
  readonly #width: number;
  readonly #isBrief: boolean;
  readonly #types: Types;
  /** What several verdicts cite, in the order it is met. */
  readonly #references: string[] = [];
  readonly #services: string[] = [];

  constructor(paper: Paper, parent: Element, printed: VerdictsToPrint, width: number, types: Types, isBrief: boolean) {
    this.#paper = paper;
    this.#parent = parent;
    this.#printed = printed;
    this.#width = width;
    this.#types = types;
    this.#isBrief = isBrief;
  }

  whole(verdict: Verdict): Block {
    const part = this.#lazily('Sect', this.#parent);
    const { text, minor } = this.#types;
    const pieces = [this.#head(verdict.verdict, this.#labelOf(verdict), part, verdict.alternatives)];
    const add = (runs: readonly Run[], type: Type) => pieces.push(...this.#text(runs, type, 'P', part, INDENT));
    for (const paragraph of this.#reasonsOf(verdict)) {
      pieces.push(...this.#text([{ text: paragraph }], text, 'P', part, INDENT, this.#isBrief ? 4 : MOST_LINES));
    }
    const amount = amountInWords(verdict);
    if (amount !== null) add([{ text: `Montant : ${amount}`, font: 'Helvetica-Bold' }], text);
    if (verdict.conditions.length > 0) {
      const list = this.#lazily('L', part);
      const [first, ...others] = verdict.conditions.flatMap(({ message }) => this.#toProve(message, list));
      // In brief, what a box means is said above all verdicts; a title alone at the foot of a column announces nothing.
      const title = this.#isBrief
        ? []
        : this.#text([{ text: 'Reste à justifier :', font: 'Helvetica-Bold' }], text, 'P', part, INDENT);
      pieces.push(stacked([...title, ...(first ? [first] : [])]), ...others);
    }
    const notices = verdict.notices.map(asDeclared);
    if (notices.length > 0) add([{ text: `À savoir : ${joined(notices)}` }], minor);
    for (const runs of this.#citations(verdict)) add(runs, minor);
    return { gap: this.#types.gap, pieces };
  }

  /** Verdicts alike that refuse, a few lines each. */
  brief(answer: Answer, verdicts: readonly Verdict[]): Block {
    const part = this.#lazily('Sect', this.#parent);
    const { minor } = this.#types;
    const list = this.#lazily('L', part);
    const pieces = [this.#head(answer, '', part)];
    for (const verdict of verdicts) {
      const label = this.#labelOf(verdict);
      const [reason] = verdict.reasons;
      const marks = this.#marks(verdict).join(' ');
      const runs: Run[] = [
        { text: `${label}. `, font: 'Helvetica-Bold', color: COLORS.ink },
        { text: `${reason === undefined ? '' : asDeclared(reason).message} ${marks}` },
      ];
      pieces.push(...this.#text(runs, minor, 'LBody', this.#lazily('LI', list), INDENT));
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
    const { title, text } = this.#printed.note;
    return this.#ending(title, [{ text }]);
  }

  /** A paragraph that begins with its own title. */
  #ending(title: string, runs: readonly Run[]): Block {
    const own = [{ text: `${title}. `, font: 'Helvetica-Bold' as const, color: COLORS.ink }, ...runs];
    const part = this.#lazily('Sect', this.#parent);
    return { gap: this.#types.gap, pieces: this.#text(own, this.#types.minor, 'P', part, 0, 3) };
  }

  #labelOf({ scheme }: Verdict): string {
    return this.#printed.schemeLabels.get(scheme) ?? scheme;
  }

  /** One paragraph where there is room for no more, else one for each supposition. */
  #reasonsOf({ reasons }: Verdict): string[] {
    const own = reasons.filter(({ message }) => !this.#printed.alreadySaid.has(message)).map(asDeclared);
    if (this.#isBrief) {
      // Beside the sign are the answers that are possible, and above is why: that sentence is the same for all.
      const rest = own.filter(({ code }) => code !== 'place-decides');
      return rest.length > 0 ? [joined(rest)] : [];
    }
    const isSupposed = ({ code }: { readonly code: string }) => code.startsWith('hypothesis-');
    const before = own.slice(0, own.findIndex(isSupposed) < 0 ? own.length : own.findIndex(isSupposed));
    const after = own.slice(own.findLastIndex(isSupposed) < 0 ? own.length : own.findLastIndex(isSupposed) + 1);
    return [joined(before), ...own.filter(isSupposed).map(({ message }) => message), joined(after)].filter(Boolean);
  }

  #key(title: string, entries: readonly string[], mark: (i: number) => string): Block | null {
    if (entries.length === 0) return null;
    const runs = entries.flatMap((entry, i): Run[] => [
      { text: `${mark(i)}\u00a0`, font: 'Helvetica-Bold' },
      { text: `${entry}${i < entries.length - 1 ? ' ; ' : '.'}` },
    ]);
    return this.#ending(title, runs);
  }

  #head(answer: Answer, label: string, part: () => Element, alternatives: readonly Answer[] = []): Piece {
    const paper = this.#paper;
    const { answer: word, label: name, sign, text } = this.#types;
    const color = SHORT.has(answer) ? COLORS.soft : COLORS.ink;
    const between = alternatives.map((one) => outcomeLabels[one]).join(' ou ');
    const said = between === '' ? outcomeLabels[answer] : `${outcomeLabels[answer]} : ${between}`;
    const words = paper.lines([{ text: said.toLocaleUpperCase('fr'), color }], this.#width - INDENT, word);
    const names = paper.lines(label, this.#width - INDENT, name);
    const height = Math.max(words.length * word.leading + names.length * name.leading, sign) + text.leading * 0.15;
    return {
      height,
      draw: (x, y) => {
        paper.ornament(() => drawSign(paper, answer, x, y + 0.5, sign));
        const own = part();
        if (names.length > 0) {
          // The name of a scheme is its heading; the answer is read first, as it is seen.
          paper.write(words, x + INDENT, y, word, 'P', own);
          paper.write(names, x + INDENT, y + words.length * word.leading, name, 'H3', own);
        } else paper.write(words, x + INDENT, y + (sign - word.leading) / 2 + 0.5, word, 'H3', own);
      },
    };
  }

  /** One piece, or several where a text is so long that it may have to go on elsewhere. */
  #text(runs: readonly Run[], type: Type, role: Role, part: () => Element, indent: number, most = MOST_LINES): Piece[] {
    const lines = this.#paper.lines(runs, this.#width - indent, type);
    const pieces: Piece[] = [];
    for (let i = 0; i < lines.length; i += most) {
      const own = lines.slice(i, i + most);
      const isLast = i + most >= lines.length;
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
    if (this.#isBrief) {
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
      ...(letters.length > 0 ? [`S’adresser à\u00a0${letters.join(',\u00a0')}.`] : []),
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

/** Pieces that nothing parts. */
function stacked(pieces: readonly Piece[]): Piece {
  return {
    height: pieces.reduce((sum, { height }) => sum + height, 0),
    draw: (x, y) => {
      let at = y;
      for (const piece of pieces) {
        piece.draw(x, at);
        at += piece.height;
      }
    },
  };
}

interface Types {
  readonly answer: Type;
  readonly label: Type;
  readonly text: Type;
  readonly minor: Type;
  /** The size of the sign, and the room above a block. */
  readonly sign: number;
  readonly gap: number;
}

const SMALL: Types = {
  answer: { size: 6.4, leading: 8.2, color: COLORS.ink, font: 'Helvetica-Bold' },
  label: { size: 8.6, leading: 10.4, color: COLORS.ink, font: 'Helvetica-Bold' },
  text: { size: 7.3, leading: 9, color: COLORS.ink },
  minor: { size: 6.9, leading: 8.4, color: COLORS.soft },
  sign: 12,
  gap: 8.4,
};

const LARGE: Types = {
  answer: { size: 7.6, leading: 10, color: COLORS.ink, font: 'Helvetica-Bold' },
  label: { size: 11, leading: 13.6, color: COLORS.ink, font: 'Helvetica-Bold' },
  text: { size: 9.2, leading: 12.2, color: COLORS.ink },
  minor: { size: 8.4, leading: 11, color: COLORS.soft },
  sign: 14,
  gap: 18,
};

/** Of one piece, which no page has to part. */
const MOST_LINES = 24;

/** Of all that is under a sign. */
const INDENT = 19;

/** What follows from a fact is worth what its declaration is. */
function asDeclared(reason: Verdict['reasons'][number]): Verdict['reasons'][number] {
  if (!DECLARED.test(reason.code)) return reason;
  return { ...reason, message: `${reason.message.replace(/\.$/, '')} (selon la déclaration).` };
}

const DECLARED = /-(?:met|unmet)$|^public-share-/;

function joined(messages: Verdict['reasons']): string {
  return messages.map(({ message }) => message).join(' ');
}

function amountInWords({ amount }: Verdict): string | null {
  if (amount === null) return null;
  const { ceiling, status, statedFor } = amount;
  const figure = ceiling === null ? 'non chiffré, faute d’éléments' : `${quantity(ceiling, 'EUR')} au plus`;
  const year = statedFor === null ? '' : `, chiffre énoncé pour ${statedFor}`;
  return `${figure}${ceiling === null && statedFor !== null ? `, barème énoncé pour ${statedFor}` : year}${
    status === 'review' ? ', à confirmer' : ''
  }.`;
}

function referenceInWords({ label, publishedOn }: Verdict['references'][number]): string {
  const day = publishedOn === undefined ? null : longDate(publishedOn);
  return capitalised(day === null || label.includes(day) ? label : `${label} (${day})`);
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
