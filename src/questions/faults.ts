import { type Fault, Problem } from './problem.ts';

/** Collects the faults of a request, so that one answer lists them all. */
export class Faults {
  readonly #found: Fault[] = [];
  #count = 0;
  #exchanged = 0;

  add(path: string, message: string): void {
    this.#count++;
    if (this.#found.length < MOST_LISTED) this.#found.push({ path, message });
  }

  /**
   * Adds a fault for a position in France only when its numbers are exchanged. `expected` is the correct order, in
   * French.
   */
  addExchanged(path: string, expected: string): void {
    this.#exchanged++;
    this.add(
      path,
      'La longitude et la latitude semblent inversées : la position donnée est hors de France, la position ' +
        `inversée s’y trouve. ${expected}, en degrés WGS84.`,
    );
  }

  /** Throws a Problem that lists the faults, if there are any. */
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
 * Returns a value as a message may repeat it: a word, a number or a date. A text with blanks may be an address in the
 * wrong field, so only its length is given. Do not call it with a coordinate or an identifier chosen by the caller.
 */
export function echo(value: unknown): string {
  if (typeof value === 'string') {
    return WORD.test(value) ? `« ${value} »` : `un texte de ${value.length} caractères`;
  }
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'un tableau' : 'un objet';
  return JSON.stringify(value) ?? 'rien';
}

/**
 * Returns the name of an unknown field. A text that is not a name may be a value in the wrong place, so it is not
 * repeated.
 */
export function shownName(name: string): string {
  return NAME.test(name) ? name : '(nom illisible)';
}

const WORD = /^[\p{L}\p{N}_.,:;/+-]{0,40}$/u;
const NAME = /^[A-Za-z_][\w.[\]-]{0,39}$/;
