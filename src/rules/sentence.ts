/** Puts `words` in the place of the `{placeholders}` of a French sentence; a placeholder without a word stays. */
export function fill(sentence: string, words: Words): string {
  // Most sentences have none, and this runs for every one of them.
  if (!sentence.includes('{')) return sentence;
  return sentence.replace(placeholder, (whole, key: string) => words[key] ?? whole);
}

export type Words = Readonly<Record<string, string>>;

/** The names between braces in a sentence. */
export function placeholders(sentence: string): string[] {
  return [...sentence.matchAll(placeholder)].map((match) => match[1] ?? '');
}

const placeholder = /\{([A-Za-z0-9]+)\}/g;

/** A figure as a French sentence writes it: « 70 000 € », « 40 % », « 300 m ». */
export function frenchFigure(value: number, unit: string): string {
  const number = decimal.format(value);
  switch (unit) {
    case 'EUR':
      return `${number} €`;
    case 'percent':
      return `${number} %`;
    case 'metres':
      return `${number} m`;
    case 'years':
      return `${number} ans`;
    case 'months':
      return `${number} mois`;
    default:
      return `${number} ${unit}`;
  }
}

/** Ground metres, rounded down to the decimetre: 299.999 m must not read as the 300 m that it is short of. */
export function frenchMetres(metres: number): string {
  if (0 < Math.abs(metres) && Math.abs(metres) < 0.1) return `moins de ${frenchFigure(0.1, 'metres')}`;
  return frenchFigure(Math.floor(Math.abs(metres) * 10) / 10, 'metres');
}

/** « 16 septembre 2021 » */
export function frenchDate(date: string): string {
  return longDate.format(new Date(`${date}T00:00:00Z`)).replace(/^1 /, '1er ');
}

export function capitalised(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}

const decimal = new Intl.NumberFormat('fr-FR', { maximumFractionDigits: 4 });
const longDate = new Intl.DateTimeFormat('fr-FR', { dateStyle: 'long', timeZone: 'UTC' });
