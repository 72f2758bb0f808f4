import { escapeMarkup } from '../../french/escape.ts';
import { bound } from '../../french/spacing.ts';

/** Markup that is inserted into a page unchanged. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/**
 * Returns markup with values in it: a text is escaped, markup and lists of markup are inserted unchanged, null is
 * omitted.
 */
export function html(parts: TemplateStringsArray, ...values: readonly Value[]): Markup {
  return new Markup(parts.map(bound).reduce((text, part, i) => text + written(values[i - 1] ?? null) + part));
}

type Value = string | number | Markup | null | readonly Markup[];

function written(value: Value): string {
  if (value === null) return '';
  if (value instanceof Markup) return value.text;
  if (Array.isArray(value)) return value.map(written).join('');
  return escapeMarkup(bound(String(value)));
}
