import { longDate } from '../../french/dates.ts';
import { quantity } from '../../french/numbers.ts';
import { capitalised } from '../../french/sentence.ts';
import { outcomeLabels } from '../../french/verdict-words.ts';
import { type Answer, bestFirst } from '../../rules/answer.ts';
import type { Verdict } from '../../verdict.ts';
import type { Run } from './lines.ts';
import type { Block, Piece } from './page-columns.ts';
import { COLORS, type Element, type Paper, type Role, type Type } from './paper.ts';
import { drawSign } from './signs.ts';

/**
 * Lays out a block for each verdict, best first, and one for the note at the end. In brief, refusals take a few lines
 * each, and shared citations are printed once at the end, with a number or a letter.
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
  /** Sentences about the place that the page has printed above, and that no verdict repeats. */
  readonly alreadyPrinted: ReadonlySet<string>;
  readonly note: { readonly title: string; readonly text: string };
}

export interface Setting {
  readonly width: number;
  readonly isSmall: boolean;
  /** Whether shared sentences are printed once. */
  readonly isBrief: boolean;
}

/** Whether there are too many verdicts to print each in full. */
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
  /** Citations shared by verdicts, in order of appearance. */
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
      // In brief, the meaning of the boxes is explained above all verdicts; a title alone could end a column.
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

  /** Equal refusals, a few lines each. */
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

  /** The numbered and lettered citations. */
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

  /** A paragraph that begins with its title. */
  #ending(title: string, runs: readonly Run[]): Block {
    const own = [{ text: `${title}. `, font: 'Helvetica-Bold' as const, color: COLORS.ink }, ...runs];
    const part = this.#lazily('Sect', this.#parent);
    return { gap: this.#types.gap, pieces: this.#text(own, this.#types.minor, 'P', part, 0, 3) };
  }

  #labelOf({ scheme }: Verdict): string {
    return this.#printed.schemeLabels.get(scheme) ?? scheme;
  }

  /** One paragraph in brief, else one for each possible position. */
  #reasonsOf({ reasons }: Verdict): string[] {
    const own = reasons.filter(({ message }) => !this.#printed.alreadyPrinted.has(message)).map(asDeclared);
    if (this.#isBrief) {
      // The possible answers are beside the sign and explained above: the sentence is the same for all.
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
    const outcome = between === '' ? outcomeLabels[answer] : `${outcomeLabels[answer]} : ${between}`;
    const words = paper.lines([{ text: outcome.toLocaleUpperCase('fr'), color }], this.#width - INDENT, word);
    const names = paper.lines(label, this.#width - INDENT, name);
    const height = Math.max(words.length * word.leading + names.length * name.leading, sign) + text.leading * 0.15;
    return {
      height,
      draw: (x, y) => {
        paper.ornament(() => drawSign(paper, answer, x, y + 0.5, sign));
        const own = part();
        if (names.length > 0) {
          // The name of a scheme is its heading; the answer is read first, as it appears.
          paper.write(words, x + INDENT, y, word, 'P', own);
          paper.write(names, x + INDENT, y + words.length * word.leading, name, 'H3', own);
        } else paper.write(words, x + INDENT, y + (sign - word.leading) / 2 + 0.5, word, 'H3', own);
      },
    };
  }

  /** One piece, or several for a text so long that it may have to continue in another column. */
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

  /** A condition behind an empty box, to tick by hand. */
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

  /** Creates a part of the document when something is first drawn in it. */
  #lazily(kind: 'Sect' | 'L' | 'LI', parent: Element | (() => Element)): () => Element {
    let part: Element | null = null;
    return () => {
      part ??= this.#paper.part(kind, typeof parent === 'function' ? parent() : parent);
      return part;
    };
  }
}

/** Stacks pieces into one that is not divided. */
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
  /** Size of the sign, and space above a block. */
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

/** Lines of one piece, which no page divides. */
const MOST_LINES = 24;

/** Indent below a sign. */
const INDENT = 19;

/** A reason that follows from a fact is only as certain as its declaration. */
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

/** Position of `entry` in `list`; a new one is appended. */
function rank(list: string[], entry: string): number {
  const found = list.indexOf(entry);
  return found >= 0 ? found : list.push(entry) - 1;
}

/** A, B, … Z, AA. */
function letter(i: number): string {
  return (i >= 26 ? letter(Math.floor(i / 26) - 1) : '') + String.fromCharCode(65 + (i % 26));
}
