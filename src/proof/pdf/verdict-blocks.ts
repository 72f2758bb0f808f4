import { longDate } from '../../french/dates.ts';
import { quantity } from '../../french/numbers.ts';
import { capitalised } from '../../french/sentence.ts';
import { outcomeLabels } from '../../french/verdict-words.ts';
import { type Answer, bestFirst } from '../../rules/answer.ts';
import type { Verdict } from '../../verdict.ts';
import type { Run } from './lines.ts';
import type { Block, Piece } from './page-columns.ts';
import { COLORS, type Element, type Paper, type Role, type Text, type Type } from './paper.ts';
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
  readonly schemes: ReadonlyMap<string, SchemeInWords>;
  /** Sentences about the place that the page has printed above, and that no verdict repeats. */
  readonly alreadyPrinted: ReadonlySet<string>;
  readonly note: { readonly title: string; readonly text: string };
}

/** What a rulebook calls a scheme, and the place that it looks at: « le domicile du candidat ». */
export interface SchemeInWords {
  readonly label: string;
  readonly place: string;
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
    const head = this.#head(verdict.verdict, this.#labelOf(verdict), part, verdict.alternatives);
    const place = this.#placeOf(verdict);
    const placed = place === null ? '' : `Lieu qui compte : ${place}.`;
    const pieces = [stacked([head, ...this.#text([{ text: placed }], minor, 'P', part, INDENT)])];
    const add = (runs: readonly Run[], type: Type) => pieces.push(...this.#text(runs, type, 'P', part, INDENT));
    for (const paragraph of this.#reasonsOf(verdict)) {
      pieces.push(...this.#text([{ text: paragraph }], text, 'P', part, INDENT, this.#isBrief ? 4 : MOST_LINES));
    }
    const amount = amountInWords(verdict);
    if (amount !== null) add([{ text: `Montant : ${amount}`, font: 'bold' }], text);
    if (verdict.conditions.length > 0) {
      const list = this.#lazily('L', part);
      const [first, ...others] = verdict.conditions.flatMap(({ message }) => this.#toProve(message, list));
      // In brief, the meaning of the boxes is explained above all verdicts; a title alone could end a column.
      const title = this.#isBrief
        ? []
        : this.#text([{ text: 'Reste à justifier :', font: 'bold' }], text, 'P', part, INDENT);
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
      const place = this.#placeOf(verdict);
      const [reason] = verdict.reasons;
      const marks = this.#marks(verdict).join(' ');
      const runs: Run[] = [
        { text: label, font: 'bold', color: COLORS.ink },
        { text: place === null ? '. ' : ` (${place}). ` },
        { text: `${reason === undefined ? '' : this.#inWords(verdict, reason)} ${marks}` },
      ];
      pieces.push(...this.#text(runs, minor, 'LBody', this.#lazily('LI', list), INDENT));
    }
    return { gap: this.#types.gap, pieces };
  }

  /** The numbered and lettered citations. */
  cited(): Block[] {
    return [
      this.#key('Références', this.#references, 'Decimal', (i) => `[${i + 1}]`),
      this.#key('À qui s’adresser', this.#services, 'UpperAlpha', letter),
    ].filter((block) => block !== null);
  }

  note(): Block {
    const { title, text } = this.#printed.note;
    const part = this.#lazily('Sect', this.#parent);
    const pieces = [this.#title(title, part), ...this.#text([{ text }], this.#types.minor, 'P', part, 0)];
    return { gap: this.#types.gap, pieces };
  }

  #title(title: string, part: () => Element): Piece {
    return stacked(this.#text([{ text: title }], this.#types.label, 'H3', part, 0));
  }

  #labelOf({ scheme }: Verdict): string {
    return this.#printed.schemes.get(scheme)?.label ?? scheme;
  }

  /** The place that the scheme looks at; null where the answer is the same everywhere. */
  #placeOf({ scheme, verdict }: Verdict): string | null {
    return verdict === 'out-of-period' ? null : (this.#printed.schemes.get(scheme)?.place ?? null);
  }

  /**
   * Words a reason without supposing what nobody declared: the place of the question may not be the home, the shop or
   * the project that the scheme looks at, and a fact is only as certain as its declaration.
   */
  #inWords({ scheme }: Verdict, reason: Verdict['reasons'][number]): string {
    const place = this.#printed.schemes.get(scheme)?.place;
    const { message } = asDeclared(reason);
    if (place === undefined) return message;
    return ['est', 'n’est'].reduce(
      (words, is) =>
        words
          .replaceAll(`${capitalised(place)} ${is} `, `Le lieu ${is} `)
          .replaceAll(`${place} ${is} `, `le lieu ${is} `),
      message,
    );
  }

  /** One paragraph in brief, else one for each possible position. */
  #reasonsOf(verdict: Verdict): string[] {
    const own = verdict.reasons
      .filter(({ message }) => !this.#printed.alreadyPrinted.has(message))
      .map((reason) => ({ code: reason.code, message: this.#inWords(verdict, reason) }));
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

  /** A titled list of citations, each behind the mark that verdicts give it. */
  #key(
    title: string,
    entries: readonly string[],
    numbering: 'Decimal' | 'UpperAlpha',
    mark: (i: number) => string,
  ): Block | null {
    if (entries.length === 0) return null;
    const part = this.#lazily('Sect', this.#parent);
    const list = once(() => this.#paper.list(part(), numbering));
    const type = this.#types.minor;
    const indent = this.#paper.widthOf(`${mark(entries.length - 1)}  `, type, 'bold');
    const pieces = entries.flatMap((entry, i) => {
      const item = this.#lazily('LI', list);
      const label = this.#paper.lines([{ text: mark(i), font: 'bold' }], indent, type);
      return labelled(this.#text([{ text: entry }], type, 'LBody', item, indent), (x, y) => {
        this.#paper.write(label, x, y, type, 'Lbl', item());
      });
    });
    return { gap: this.#types.gap, pieces: [this.#title(title, part), ...pieces] };
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
          // On paper the answer is above the name of the scheme, which is its heading.
          paper.write(names, x + INDENT, y + words.length * word.leading, name, 'H3', own);
          paper.write(words, x + INDENT, y, word, 'P', own);
        } else paper.write(words, x + INDENT, y + (sign - word.leading) / 2 + 0.5, word, 'H3', own);
      },
    };
  }

  /** One piece, or several for a text so long that it may have to continue in another column. */
  #text(runs: readonly Run[], type: Type, role: Role, part: () => Element, indent: number, most = MOST_LINES): Piece[] {
    const lines = this.#paper.lines(runs, this.#width - indent, type);
    const whole = once((): Text => this.#paper.text(role, part()));
    const pieces: Piece[] = [];
    for (let i = 0; i < lines.length; i += most) {
      const own = lines.slice(i, i + most);
      const isLast = i + most >= lines.length;
      pieces.push({
        height: own.length * type.leading + (isLast ? type.leading * 0.12 : 0),
        draw: (x, y) => {
          this.#paper.writeIn(whole(), own, x + indent, y, type);
        },
      });
    }
    return pieces;
  }

  /** A condition behind an empty box, to tick by hand. */
  #toProve(message: string, list: () => Element): Piece[] {
    const type = this.#types.text;
    const box = type.size * 0.62;
    const item = this.#lazily('LI', list);
    const { doc } = this.#paper;
    return labelled(this.#text([{ text: message }], type, 'LBody', item, INDENT + box + 5), (x, y) => {
      this.#paper.drawIn(this.#paper.text('Lbl', item(), 'À justifier :'), () => {
        doc
          .lineWidth(0.6)
          .rect(x + INDENT, y + (type.leading - box) / 2, box, box)
          .stroke(COLORS.soft);
      });
    });
  }

  #citations(verdict: Verdict): Run[][] {
    if (this.#isBrief) {
      const marks = this.#marks(verdict);
      return marks.length > 0 ? [[{ text: marks.join(' ') }]] : [];
    }
    const references = verdict.references.map(referenceInWords);
    const services = verdict.whomToAsk.map(({ label }) => label);
    const paragraph = (name: string, entries: readonly string[]): Run[] => [
      { text: `${name} : `, font: 'bold' },
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
    return once(() => {
      const within = typeof parent === 'function' ? parent() : parent;
      return kind === 'L' ? this.#paper.list(within) : this.#paper.part(kind, within);
    });
  }
}

/** Returns what the first call of `make` returned. */
function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** Adds a label that is drawn with the first of some pieces, before it. */
function labelled([first, ...others]: readonly Piece[], drawLabel: Piece['draw']): Piece[] {
  if (first === undefined) return [];
  const draw: Piece['draw'] = (x, y) => {
    drawLabel(x, y);
    first.draw(x, y);
  };
  return [{ height: first.height, draw }, ...others];
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
  answer: { size: 9, leading: 11.4, color: COLORS.ink, font: 'bold' },
  label: { size: 11.4, leading: 13.6, color: COLORS.ink, font: 'bold' },
  text: { size: 10.5, leading: 12.5, color: COLORS.ink },
  minor: { size: 9.4, leading: 11.3, color: COLORS.soft },
  sign: 14,
  gap: 8,
};

const LARGE: Types = {
  answer: { size: 9.5, leading: 12, color: COLORS.ink, font: 'bold' },
  label: { size: 13, leading: 16, color: COLORS.ink, font: 'bold' },
  text: { size: 11, leading: 14.2, color: COLORS.ink },
  minor: { size: 10, leading: 12.8, color: COLORS.soft },
  sign: 16,
  gap: 17,
};

/** Lines of one piece, which no page divides. */
const MOST_LINES = 24;

/** Indent below a sign. */
const INDENT = 21;

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
