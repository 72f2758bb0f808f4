import type { Message, Reference } from '../plan.ts';
import type { Scheme } from '../scheme.ts';
import { type FiguresInForce, figuresInForce } from '../value.ts';
import { legifranceUrl } from './legifrance.ts';

/**
 * The values of a scheme on a day, as a plan uses them, and the references and notices on years that the plan must
 * cite.
 */
export class Citations {
  readonly notices: Message[] = [];
  readonly #scheme: Scheme;
  readonly #year: number;
  readonly #figures: FiguresInForce;
  readonly #used = new Set<string>();
  readonly #references = new Map<string, Reference>();

  /** `day` is the legal day, `YYYY-MM-DD`; `year` its year. */
  constructor(scheme: Scheme, day: string, year: number) {
    this.#scheme = scheme;
    this.#year = year;
    this.#figures = figuresInForce(scheme, day);
  }

  get references(): Reference[] {
    return [...this.#references.values()];
  }

  /** Returns the figure in force in the unit of the facts: a percentage becomes a share. */
  figure(name: string): number {
    const figure = this.#figures.byName.get(name);
    // A value that is not in force sets no bound. `checkRulebook` reports it.
    if (figure === undefined) return Number.NaN;
    return figure.unit === 'percent' ? figure.value / 100 : figure.value;
  }

  /** Records that a value is used: its reference is cited, and a notice is added when it is stated for another year. */
  use(name: string): void {
    const figure = this.#figures.byName.get(name);
    if (figure === undefined || this.#used.has(name)) return;
    this.#used.add(name);
    this.cite(figure);
    if (figure.statedFor !== undefined && figure.statedFor !== this.#year) {
      const label = this.#scheme.values?.[name]?.label ?? name;
      this.notices.push({
        code: 'figure-stated-for',
        message:
          `Valeur énoncée pour ${figure.statedFor} et appliquée ici à ${this.#year} : ${label}, ` +
          `${this.#figures.words[name]}.`,
      });
    }
  }

  /** Fills the figures of a sentence and records them as used. */
  fill(sentence: string): string {
    const { text, names } = this.#figures.fill(sentence);
    for (const name of names) this.use(name);
    return text;
  }

  message({ code, message }: Message): Message {
    return { code, message: this.fill(message) };
  }

  cite({ reference, publishedOn, legi }: Cited): void {
    const known = this.#references.get(reference);
    // Entries of one text share a line; one of them may have its identifier.
    if (known !== undefined && (known.url !== undefined || legi === undefined)) return;
    const cited = {
      label: reference,
      ...(publishedOn === undefined ? {} : { publishedOn }),
      ...(legi === undefined ? {} : { url: legifranceUrl(legi) }),
    };
    this.#references.set(reference, cited);
  }

  /** Returns a figure as the rulebook states it; null when none is in force. */
  stated(name: string): number | null {
    return this.#figures.byName.get(name)?.value ?? null;
  }
}

interface Cited {
  readonly reference: string;
  readonly publishedOn?: string | undefined;
  readonly legi?: string | undefined;
}
