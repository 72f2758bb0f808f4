import type { FactType, FactValue } from '../application.ts';

/** Whether a fact of this type can have `value`. */
export function fits(type: FactType, value: unknown): value is FactValue {
  switch (type.kind) {
    case 'yes-no':
      return typeof value === 'boolean';
    case 'choice':
      return type.values.includes(value as string);
    case 'number':
      return (
        typeof value === 'number' &&
        value >= type.least &&
        value <= type.most &&
        (type.isWhole !== true || Number.isInteger(value))
      );
  }
}

/** French description of the values that a fact of this type takes in JSON. */
export function expectedValue(type: FactType): string {
  switch (type.kind) {
    case 'yes-no':
      return 'true ou false est attendu';
    case 'choice':
      return `l’une de ces valeurs est attendue : ${type.values.join(', ')}`;
    case 'number':
      return `${type.what} est ${type.isFeminine ? 'attendue' : 'attendu'}`;
  }
}

/**
 * Parses the value of a fact from an option, a cell or a column; undefined when the fact does not take it. Numbers in a
 * text are written in French or as in JSON (`5 000`, `0,8`, `0.8`), a share also in percent (`80 %`), an amount also
 * with its sign (`5 000 €`). Yes or no is `oui`, `non`, `vrai`, `faux`, `true`, `false`, `1` or `0`.
 */
export function factFrom(type: FactType, given: FactValue): FactValue | undefined {
  const value = typeof given === 'string' || !fits(type, given) ? fromText(type, String(given).trim()) : given;
  return fits(type, value) ? value : undefined;
}

/** French description of the values that a fact of this type takes in a text. */
export function expectedText(type: FactType): string {
  if (type.kind === 'yes-no') return 'oui ou non est attendu';
  if (type.kind === 'number' && type.sign === '%') return `${expectedValue(type)} (ou un pourcentage, de 0 % à 100 %)`;
  return expectedValue(type);
}

function fromText(type: FactType, text: string): FactValue | undefined {
  switch (type.kind) {
    case 'yes-no':
      return YES_NO.get(text.toLowerCase());
    case 'choice':
      return text;
    case 'number':
      return numberFrom(text, type.sign);
  }
}

function numberFrom(text: string, sign: '%' | '€' | undefined): number | undefined {
  const isSigned = sign !== undefined && text.endsWith(sign);
  const written = isSigned ? text.slice(0, -1).trimEnd() : text;
  if (!NUMBER.test(written)) return undefined;
  const plain = written.replace(SPACES, '').replace(',', '.');
  // The exponent shifts the point before rounding: 64.3 / 100 may be another number than 0.643.
  return Number(isSigned && sign === '%' ? `${plain}e-2` : plain);
}

const YES_NO: ReadonlyMap<string, boolean> = new Map([
  ...['oui', 'vrai', 'true', '1'].map((word) => [word, true] as const),
  ...['non', 'faux', 'false', '0'].map((word) => [word, false] as const),
]);
/** Thousands may be separated by a space, a no-break space or a narrow one. */
const NUMBER = /^(\d+|\d{1,3}([ \u00a0\u202f]\d{3})+)([.,]\d+)?$/;
const SPACES = /[ \u00a0\u202f]/g;
