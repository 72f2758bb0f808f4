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
      `La longitude et la latitude semblent inversées : la position donnée est hors de France, la position inversée s'y trouve. ${expected}, en degrés WGS84.`,
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

/** A value as a message repeats it. Never given an address, a coordinate or an identifier chosen by the caller. */
export function echo(value: unknown): string {
  const text = typeof value === 'string' ? `« ${value} »` : (JSON.stringify(value) ?? 'rien');
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
