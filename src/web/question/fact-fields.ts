import { element } from '../dom.ts';
import type { Question } from './projects.ts';

/** Renders the questions of a project as fields. */
export function factFields(questions: readonly Question[], onChange: () => void): FactFields {
  const fields = questions.map((question) => fieldOf(question, onChange));
  return {
    nodes: fields.map(({ node }) => node),
    read() {
      const wrong = fields.filter((field) => !field.check());
      wrong[0]?.focus();
      if (wrong.length > 0) return null;
      return Object.fromEntries(
        fields.flatMap(({ fact, value }) => {
          const one = value();
          return one === null ? [] : [[fact, one]];
        }),
      );
    },
    refuse(names) {
      const refused = fields.filter(({ fact }) => names.includes(fact));
      for (const field of refused) field.showExpected();
      refused[0]?.focus();
      return refused.map(({ fact }) => fact);
    },
  };
}

export interface FactFields {
  readonly nodes: readonly HTMLElement[];
  /**
   * The given facts by API name; an unanswered question is absent. Null where a value is not what its question expects:
   * that is shown below the field, and the first such field has the focus.
   */
  read(): Readonly<Record<string, FactValue>> | null;
  /** Shows below the fields of these facts what each expects; returns the facts that have a field. */
  refuse(facts: readonly string[]): readonly string[];
}

type FactValue = string | number | boolean;

interface Field {
  readonly fact: string;
  readonly node: HTMLElement;
  value(): FactValue | null;
  /** Whether the question expects the value; where it does not, shows the expected ones. */
  check(): boolean;
  showExpected(): void;
  focus(): void;
}

function fieldOf(question: Question, onChange: () => void): Field {
  return question.type === 'yes-no' ? yesNo(question, onChange) : single(question, onChange);
}

function yesNo({ fact, label, hint }: Question, onChange: () => void): Field {
  const id = `fait-${fact}`;
  const radios = YES_NO.map(([value, text], i) =>
    element(
      'label',
      { class: 'choice' },
      element('input', { type: 'radio', name: id, value, checked: i === YES_NO.length - 1, onchange: onChange }),
      text,
    ),
  );
  const error = errorOf(id);
  const node = element(
    'fieldset',
    { class: 'field', 'aria-describedby': hint ? `${id}-aide` : null },
    element('legend', {}, label),
    hint ? element('p', { class: 'hint', id: `${id}-aide` }, hint) : null,
    element('div', { class: 'choices' }, ...radios),
    error,
  );
  return {
    fact,
    node,
    value() {
      const chosen = node.querySelector<HTMLInputElement>('input:checked')?.value;
      return chosen === 'yes' ? true : chosen === 'no' ? false : null;
    },
    check: () => {
      showError(error, null);
      return true;
    },
    showExpected: () => showError(error, 'Cette réponse n’est pas acceptée : choisissez-en une autre.'),
    focus: () => focusOn(node.querySelector('input')!),
  };
}

function single(question: Exclude<Question, { type: 'yes-no' }>, onChange: () => void): Field {
  const { fact, label, hint } = question;
  const id = `fait-${fact}`;
  const described = { 'aria-describedby': `${hint ? `${id}-aide ` : ''}${id}-erreur` };
  const input =
    question.type === 'choice'
      ? element(
          'select',
          { id, ...described, onchange: onChange },
          element('option', { value: '' }, 'Non précisé'),
          ...question.choices.map(([value, text]) => element('option', { value }, text)),
        )
      : element('input', { id, ...described, inputmode: 'decimal', autocomplete: 'off', onchange: onChange });
  const error = errorOf(id);
  const expected = question.type === 'choice' ? 'Un choix de la liste est attendu.' : EXPECTED[question.type].text;
  const node = element(
    'div',
    { class: 'field' },
    element('label', { for: id }, label),
    hint ? element('p', { class: 'hint', id: `${id}-aide` }, hint) : null,
    input,
    error,
  );
  const setError = (message: string | null) => {
    showError(error, message);
    if (message === null) input.removeAttribute('aria-invalid');
    else input.setAttribute('aria-invalid', 'true');
  };
  return {
    fact,
    node,
    value() {
      const text = input.value.trim();
      if (text === '') return null;
      if (question.type === 'choice') return NUMBERED.has(fact) ? Number(text) : text;
      return question.type === 'percent' ? numberOf(text) / 100 : numberOf(text);
    },
    check() {
      const text = input.value.trim();
      const isExpected = question.type === 'choice' || text === '' || isWithin(numberOf(text), EXPECTED[question.type]);
      setError(isExpected ? null : expected);
      return isExpected;
    },
    showExpected: () => setError(expected),
    focus: () => focusOn(input),
  };
}

/** Reads « 25 000 € » and « 62,5 % »; NaN for « 25.000 », which may be meant as either. */
function numberOf(text: string): number {
  const digits = text.replace(/[\s\u00A0\u202F€%]/g, '');
  return /^\d{1,3}(\.\d{3})+$/.test(digits) ? Number.NaN : Number(digits.replace(',', '.'));
}

function isWithin(number: number, { least, most, isWhole = false }: Expected): boolean {
  return number >= least && number <= most && (!isWhole || Number.isInteger(number));
}

interface Expected {
  readonly least: number;
  readonly most: number;
  readonly isWhole?: boolean;
  readonly text: string;
}

/** What the service accepts, in the unit of the page. */
const EXPECTED: Readonly<Record<'euros' | 'percent' | 'months' | 'year', Expected>> = {
  euros: { least: 0, most: 1e9, text: 'Un montant en euros est attendu : 25 000, par exemple.' },
  percent: { least: 0, most: 100, text: 'Un pourcentage de 0 à 100 est attendu : 60, par exemple.' },
  months: { least: 0, most: 1200, text: 'Un nombre de mois est attendu : 12, par exemple.' },
  year: { least: 2000, most: 2100, isWhole: true, text: 'Une année de 2000 à 2100 est attendue.' },
};

/** Also when the field is being left: it gets the focus back, and is unfolded if necessary. */
function focusOn(field: HTMLElement): void {
  const fold = field.closest('details');
  if (fold) fold.open = true;
  field.focus();
  setTimeout(() => field.focus());
}

function errorOf(id: string): HTMLElement {
  return element('p', { class: 'field-error', id: `${id}-erreur`, hidden: true });
}

function showError(error: HTMLElement, message: string | null): void {
  error.textContent = message ?? '';
  error.hidden = message === null;
}

const YES_NO = [
  ['yes', 'Oui'],
  ['no', 'Non'],
  ['', 'Je ne sais pas'],
] as const;

/** Choices among numbers. */
const NUMBERED: ReadonlySet<string> = new Set(['actionYear', 'fcsAxis']);
