import { element } from '../dom.ts';
import type { Question } from './projects.ts';

/** Renders the questions of a project as fields. */
export function factFields(questions: readonly Question[], onChange: () => void): FactFields {
  const fields = questions.map((question) => fieldOf(question, onChange));
  return {
    nodes: fields.map(({ node }) => node),
    facts() {
      const given: Record<string, string | number | boolean> = {};
      for (const { fact, value } of fields) {
        const one = value();
        if (one !== null) given[fact] = one;
      }
      return given;
    },
    setError(fact, message) {
      const field = fields.find((one) => one.fact === fact);
      field?.setError(message);
      return field !== undefined;
    },
  };
}

export interface FactFields {
  readonly nodes: readonly HTMLElement[];
  /** The facts given, by their API names; others are absent. */
  facts(): Readonly<Record<string, string | number | boolean>>;
  /** Shows the error of a fact under its field; false when there is no such field. */
  setError(fact: string, message: string | null): boolean;
}

interface Field {
  readonly fact: string;
  readonly node: HTMLElement;
  value(): string | number | boolean | null;
  setError(message: string | null): void;
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
    setError: (message) => showError(error, message),
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
      setError(null);
      const text = input.value.trim();
      if (text === '') return null;
      if (question.type === 'choice') return NUMBERED.has(fact) ? Number(text) : text;
      const number = Number(text.replace(/[\s\u00A0\u202F€%]/g, '').replace(',', '.'));
      // A text that is no number is sent unchanged: the service reports the expected format.
      if (Number.isNaN(number)) return text;
      return question.type === 'percent' ? number / 100 : number;
    },
    setError,
  };
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
