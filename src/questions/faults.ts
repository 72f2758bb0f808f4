import { type Fault, Problem } from './problem.ts';

/** What is wrong with a request, gathered so that one answer names all of it. */
export class Faults {
  readonly #found: Fault[] = [];
  #count = 0;
  #exchanged = 0;

  add(path: string, message: string): void {
    this.#count++;
    if (this.#found.length < MOST_LISTED) this.#found.push({ path, message });
  }

  /** Longitude and latitude that only make sense the other way round; `expected` says how they are written. */
  addExchanged(path: string, expected: string): void {
    this.#exchanged++;
    this.add(
      path,
      `La longitude et la latitude semblent inversées : la position donnée est hors de France, la position inversée s’y trouve. ${expected}, en degrés WGS84.`,
    );
  }

  /** Throws the Problem that names what was found, if anything was. */
  throwIfAny(): void {
    if (this.#count === 0) return;
    const kind = this.#exchanged === this.#count ? 'exchanged-coordinates' : 'invalid-input';
    const [first] = this.#found;
    const others = this.#count > this.#found.length ? ` Seules les ${MOST_LISTED} premières sont énumérées.` : '';
    const detail = this.#count === 1 ? first!.message : `La requête comporte ${this.#count} erreurs.${others}`;
    throw new Problem(kind, detail, { errors: this.#found });
  }
}

const MOST_LISTED = 50;

/**
 * A value as a message repeats it: a word, a number, a date. A text with blanks may be an address, whatever field it was put in,
 * and is told by its length alone. Never given a coordinate or an identifier chosen by the caller.
 */
export function echo(value: unknown): string {
  if (typeof value === 'string') {
    return WORD.test(value) ? `« ${value} »` : `un texte de ${value.length} caractères`;
  }
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'un tableau' : 'un objet';
  return JSON.stringify(value) ?? 'rien';
}

/** The name of a field that nobody asked for, as far as it is one: it may be a value in the wrong place. */
export function shownName(name: string): string {
  return NAME.test(name) ? name : '(nom illisible)';
}

const WORD = /^[\p{L}\p{N}_.,:;/+-]{0,40}$/u;
const NAME = /^[A-Za-z_][\w.[\]-]{0,39}$/;
