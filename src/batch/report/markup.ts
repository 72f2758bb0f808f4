/** Markup that may stand in a page as it is. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** Markup with values in it: a text is escaped, markup and lists of it stand as they are, and nothing stands for null. */
export function html(parts: TemplateStringsArray, ...values: readonly Value[]): Markup {
  return new Markup(parts.map(typeset).reduce((text, part, i) => text + written(values[i - 1] ?? null) + part));
}

/** French: no line begins with a sign that a space stands before, nor ends with an opening quotation mark. */
function typeset(text: string): string {
  return text.replaceAll('« ', '«\u00a0').replace(/ (?=[»;:?!])/g, '\u00a0');
}

type Value = string | number | Markup | null | readonly Markup[];

function written(value: Value): string {
  if (value === null) return '';
  if (value instanceof Markup) return value.text;
  if (Array.isArray(value)) return value.map(written).join('');
  return typeset(String(value)).replace(/[&<>"]/g, (char) => ENTITIES[char]!);
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
