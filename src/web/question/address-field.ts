import { counted } from '../../french/numbers.ts';
import type { Candidate } from '../answers.ts';
import { ApiError, ask } from '../api.ts';
import { element } from '../dom.ts';
import { isComposing } from './composing.ts';

/**
 * An address field with suggestions: a combobox with a list, as defined by WAI-ARIA (editable, list autocomplete).
 * Arrows move, Enter and a click choose, Escape closes. The typed text can be sent with or without suggestions.
 */
export function addressField({
  id,
  label,
  hint,
  origin = '',
  withoutAddresses = 'Ce service ne cherche pas les adresses : placez un point sur la carte, ou donnez des ' +
    'coordonnées.',
  onChoose,
  onInput = () => {},
}: AddressFieldOptions): AddressField {
  const list = element('ul', { id: `${id}-liste`, role: 'listbox', 'aria-label': 'Adresses proposées', hidden: true });
  const status = element('p', { id: `${id}-etat`, class: 'field-status', role: 'status' });
  const error = element('p', { id: `${id}-erreur`, class: 'field-error', hidden: true });
  const input = element('input', {
    id,
    type: 'text',
    role: 'combobox',
    'aria-autocomplete': 'list',
    'aria-expanded': 'false',
    'aria-controls': list.id,
    'aria-describedby': [hint ? `${id}-aide` : '', status.id, error.id].filter(Boolean).join(' '),
    autocomplete: 'off',
    autocapitalize: 'off',
    spellcheck: 'false',
    maxlength: 200,
    enterkeyhint: 'search',
  });
  const root = element(
    'div',
    { class: 'field address-field' },
    element('label', { for: id }, label),
    hint ? element('p', { id: `${id}-aide`, class: 'hint' }, hint) : null,
    element('div', { class: 'combobox' }, input, list),
    status,
    error,
  );

  let candidates: readonly Candidate[] = [];
  let active = -1;
  let pending: AbortController | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let slow: ReturnType<typeof setTimeout> | undefined;

  const cancelPending = () => {
    pending?.abort();
    clearTimeout(timer);
    clearTimeout(slow);
  };
  const fold = () => {
    cancelPending();
    // The number of suggestions is outdated once the list is closed.
    if (candidates.length > 0) status.textContent = '';
    show([]);
  };
  const close = () => {
    fold();
    status.textContent = '';
  };

  const show = (found: readonly Candidate[]) => {
    candidates = found;
    list.replaceChildren(
      ...found.map(({ label: text, type }, i) =>
        element(
          'li',
          {
            id: `${id}-${i}`,
            role: 'option',
            'aria-selected': 'false',
            onmousedown: (event: MouseEvent) => event.preventDefault(),
            onclick: () => choose(i),
          },
          element('span', {}, text),
          element('small', {}, KINDS[type] ?? ''),
        ),
      ),
    );
    activate(-1);
    list.hidden = found.length === 0;
    input.setAttribute('aria-expanded', String(found.length > 0));
  };

  const activate = (i: number) => {
    list.children[active]?.setAttribute('aria-selected', 'false');
    active = i;
    const option = list.children[i];
    if (option) {
      option.setAttribute('aria-selected', 'true');
      option.scrollIntoView({ block: 'nearest' });
      input.setAttribute('aria-activedescendant', option.id);
    } else input.removeAttribute('aria-activedescendant');
  };

  /** Moves with an arrow. The list then stays: an update would change the option under the hand. */
  const move = (i: number) => {
    cancelPending();
    status.textContent = howMany(candidates.length);
    activate(i);
  };

  const choose = (i: number) => {
    const candidate = candidates[i];
    if (!candidate) return;
    input.value = candidate.label;
    close();
    onChoose(candidate);
  };

  const suggest = async () => {
    const text = input.value.trim();
    pending?.abort();
    clearTimeout(slow);
    if (text.length < FEWEST) {
      show([]);
      status.textContent = '';
      return;
    }
    const mine = new AbortController();
    pending = mine;
    slow = setTimeout(() => {
      status.textContent = 'Recherche…';
    }, SLOW);
    try {
      // The only route that takes typed text in its URL; nothing stores it.
      const query = new URLSearchParams({ q: text, limit: '7' });
      const { candidates: found } = await ask<{ candidates: Candidate[] }>(`${origin}/v1/addresses?${query}`, {
        signal: mine.signal,
      });
      if (mine.signal.aborted) return;
      show(found);
      status.textContent =
        found.length === 0
          ? 'Aucune adresse proposée : vous pouvez poursuivre, ou envoyer le texte tel quel.'
          : howMany(found.length);
    } catch (problem) {
      if (mine.signal.aborted) return;
      show([]);
      const isAbsent = problem instanceof ApiError && problem.status === 501;
      status.textContent = isAbsent
        ? withoutAddresses
        : 'Les propositions ne viennent pas : vous pouvez écrire l’adresse entière et l’envoyer.';
    } finally {
      if (pending === mine) clearTimeout(slow);
    }
  };

  input.addEventListener('input', () => {
    setError(null);
    onInput();
    clearTimeout(timer);
    timer = setTimeout(suggest, PAUSE);
  });
  input.addEventListener('keydown', (event) => {
    if (isComposing(event)) return;
    const last = candidates.length - 1;
    if (event.key === 'ArrowDown' && last < 0) suggest();
    else if (event.key === 'ArrowDown') move(active >= last ? 0 : active + 1);
    else if (event.key === 'ArrowUp' && last >= 0) move(active <= 0 ? last : active - 1);
    else if (event.key === 'Escape' && last >= 0) fold();
    else if (event.key === 'Enter' && active >= 0) choose(active);
    else return;
    event.preventDefault();
  });
  // The line under the field stays: a click is lost when its button moves while pressed.
  input.addEventListener('blur', fold);

  const setError = (message: string | null) => {
    error.textContent = message ?? '';
    error.hidden = message === null;
    if (message === null) input.removeAttribute('aria-invalid');
    else input.setAttribute('aria-invalid', 'true');
  };

  return { root, input, setError, close };
}

function howMany(found: number): string {
  return `${counted(found, 'adresse proposée', 'adresses proposées')}.`;
}

export interface AddressFieldOptions {
  readonly id: string;
  readonly label: string;
  readonly hint?: string;
  /** Origin of the service, for a page of another site. */
  readonly origin?: string;
  /** Message where the service has no addresses at all. */
  readonly withoutAddresses?: string;
  readonly onChoose: (candidate: Candidate) => void;
  readonly onInput?: () => void;
}

export interface AddressField {
  readonly root: HTMLElement;
  readonly input: HTMLInputElement;
  /** Shows the error under the field; null clears. */
  readonly setError: (message: string | null) => void;
  readonly close: () => void;
}

const KINDS: Readonly<Partial<Record<Candidate['type'], string>>> = {
  street: 'voie entière',
  locality: 'lieu-dit',
  municipality: 'commune',
};
const FEWEST = 3;
/** Milliseconds without a key before a request, and before a message about the delay. */
const PAUSE = 90;
const SLOW = 400;
