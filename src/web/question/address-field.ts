import { counted } from '../../french/numbers.ts';
import type { Candidate } from '../answers.ts';
import { ApiError, ask } from '../api.ts';
import { element } from '../dom.ts';
import { isComposing } from './composing.ts';
import { type NamedPlace, placeLabels } from './named-places.ts';

/**
 * An address field with suggestions: a combobox with a list, as defined by WAI-ARIA (editable, list autocomplete).
 * Arrows move, Enter and a click choose, Escape closes. The typed text can be sent with or without suggestions. With
 * `findPlaces`, quarters and communes are suggested before addresses.
 */
export function addressField({
  id,
  label,
  hint,
  origin = '',
  withoutAddresses = 'Ce service ne cherche pas les adresses : placez un point sur la carte, ou donnez des ' +
    'coordonnées.',
  findPlaces,
  onChoose,
  onChoosePlace = () => {},
  onInput = () => {},
}: AddressFieldOptions): AddressField {
  const offered = findPlaces ? 'Lieux proposés' : 'Adresses proposées';
  const list = element('ul', { id: `${id}-liste`, role: 'listbox', 'aria-label': offered, hidden: true });
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
  const help = hint ? element('p', { id: `${id}-aide`, class: 'hint' }, hint) : null;
  const root = element(
    'div',
    { class: 'field address-field' },
    element('label', { for: id }, label),
    help,
    element('div', { class: 'combobox' }, input, list),
    status,
    error,
  );

  let suggestions: readonly Suggestion[] = [];
  let hasAddresses = true;
  let active = -1;
  let pending: AbortController | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let slow: ReturnType<typeof setTimeout> | undefined;

  const cancelPending = () => {
    pending?.abort();
    pending = null;
    clearTimeout(timer);
    timer = undefined;
    clearTimeout(slow);
  };
  const fold = () => {
    cancelPending();
    // The number of suggestions, and that they are being looked for, are outdated once the list is closed.
    if (suggestions.length > 0 || status.textContent === SEARCHING) status.textContent = '';
    show([]);
  };
  const close = () => {
    fold();
    status.textContent = '';
  };

  const show = (found: readonly Suggestion[]) => {
    suggestions = found;
    list.replaceChildren(
      ...found.map((suggestion, i) => {
        const { name, kind } = labelsOf(suggestion);
        return element(
          'li',
          {
            id: `${id}-${i}`,
            role: 'option',
            'aria-selected': 'false',
            onmousedown: (event: MouseEvent) => event.preventDefault(),
            onclick: () => choose(i),
          },
          element('span', {}, name),
          element('small', {}, kind),
        );
      }),
    );
    activate(-1);
    list.hidden = found.length === 0;
    input.setAttribute('aria-expanded', String(found.length > 0));
    keepButtonVisible(list);
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
    status.textContent = howMany(suggestions);
    activate(i);
  };

  const choose = (i: number) => {
    const suggestion = suggestions[i];
    if (!suggestion) return;
    input.value = labelsOf(suggestion).name;
    close();
    if ('place' in suggestion) onChoosePlace(suggestion.place);
    else onChoose(suggestion.candidate);
  };

  const suggest = async () => {
    const text = input.value.trim();
    cancelPending();
    if (text.length < FEWEST) {
      show([]);
      status.textContent = '';
      return;
    }
    const mine = new AbortController();
    pending = mine;
    const { signal } = mine;
    slow = setTimeout(() => {
      status.textContent = SEARCHING;
    }, SLOW);
    try {
      // Without them, addresses are still suggested.
      const places = (await findPlaces?.(text, signal).catch(() => [])) ?? [];
      if (signal.aborted) return;
      const named = places.map((place): Suggestion => ({ place }));
      if (!hasAddresses) {
        show(named);
        status.textContent = named.length === 0 ? NO_PLACE : howMany(named);
        return;
      }
      if (named.length > 0) show(named);
      // The only route that takes typed text in its URL; nothing stores it.
      const query = new URLSearchParams({ q: text, limit: '7' });
      const { candidates } = await ask<{ candidates: Candidate[] }>(`${origin}/v1/addresses?${query}`, { signal });
      if (signal.aborted) return;
      const isListed = ({ type, citycode }: Candidate) =>
        type === 'municipality' && places.some((place) => place.type === 'commune' && place.citycode === citycode);
      const found = [
        ...named,
        ...candidates.filter((candidate) => !isListed(candidate)).map((candidate): Suggestion => ({ candidate })),
      ];
      if (active < 0) show(found);
      status.textContent =
        found.length === 0
          ? 'Aucune adresse proposée : vous pouvez poursuivre, ou envoyer le texte tel quel.'
          : howMany(found);
    } catch (problem) {
      if (signal.aborted) return;
      if (suggestions.every((suggestion) => !('place' in suggestion))) show([]);
      const isAbsent = problem instanceof ApiError && problem.status === 501;
      status.textContent = isAbsent
        ? withoutAddresses
        : 'Les propositions ne viennent pas : vous pouvez écrire l’adresse entière et l’envoyer.';
    } finally {
      if (pending === mine) {
        clearTimeout(slow);
        pending = null;
      }
    }
  };

  input.addEventListener('input', () => {
    setError(null);
    onInput();
    // What was asked for before would arrive about another text.
    cancelPending();
    timer = setTimeout(suggest, PAUSE);
  });
  input.addEventListener('keydown', (event) => {
    if (isComposing(event)) return;
    const last = suggestions.length - 1;
    if (event.key === 'ArrowDown' && last < 0) suggest();
    else if (event.key === 'ArrowDown') move(active >= last ? 0 : active + 1);
    else if (event.key === 'ArrowUp' && last >= 0) move(active <= 0 ? last : active - 1);
    else if (event.key === 'Escape' && (last >= 0 || isAwaited())) fold();
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

  const isAwaited = () => pending !== null || timer !== undefined;

  return {
    root,
    input,
    setError,
    close,
    offer(places) {
      cancelPending();
      show(places.map((place) => ({ place })));
      status.textContent = howMany(suggestions);
    },
    setHasAddresses(isSearched, text) {
      hasAddresses = isSearched;
      if (help) help.replaceChildren(text);
    },
  };
}

type Suggestion = { readonly place: NamedPlace } | { readonly candidate: Candidate };

function labelsOf(suggestion: Suggestion): { readonly name: string; readonly kind: string } {
  if ('place' in suggestion) return placeLabels(suggestion.place);
  const { label, type } = suggestion.candidate;
  return { name: label, kind: KINDS[type] ?? '' };
}

function howMany(found: readonly Suggestion[]): string {
  const places = found.filter((suggestion) => 'place' in suggestion).length;
  const addresses = found.length - places;
  const parts = [
    ...(places > 0 ? [counted(places, 'quartier ou commune', 'quartiers ou communes')] : []),
    ...(addresses > 0 || places === 0 ? [counted(addresses, 'adresse', 'adresses')] : []),
  ];
  const isOneAddress = places === 0 && addresses === 1;
  const proposed = found.length > 1 ? (places === 0 ? 'proposées' : 'proposés') : isOneAddress ? 'proposée' : 'proposé';
  return `${parts.join(' et ')} ${proposed}.`;
}

/** Limits the list to the space above the button of the form, which it would cover. */
function keepButtonVisible(list: HTMLElement): void {
  list.style.maxHeight = '';
  const button = list.closest('form')?.querySelector('button[type="submit"]');
  if (list.hidden || !button) return;
  const space = button.getBoundingClientRect().top - list.getBoundingClientRect().top - GAP;
  list.style.maxHeight = `${Math.max(space, LEAST_SPACE)}px`;
}

export interface AddressFieldOptions {
  readonly id: string;
  readonly label: string;
  readonly hint?: string;
  /** Origin of the service, for a page of another site. */
  readonly origin?: string;
  /** Message where the service has no addresses at all. */
  readonly withoutAddresses?: string;
  /** Finds the quarters and communes that a text names. */
  readonly findPlaces?: (text: string, signal: AbortSignal) => Promise<readonly NamedPlace[]>;
  readonly onChoose: (candidate: Candidate) => void;
  readonly onChoosePlace?: (place: NamedPlace) => void;
  readonly onInput?: () => void;
}

export interface AddressField {
  readonly root: HTMLElement;
  readonly input: HTMLInputElement;
  /** Shows the error under the field; null clears. */
  readonly setError: (message: string | null) => void;
  readonly close: () => void;
  /** Opens the list with these places. */
  readonly offer: (places: readonly NamedPlace[]) => void;
  /** Whether addresses are looked up beside places, and the hint. */
  readonly setHasAddresses: (isSearched: boolean, hint: string) => void;
}

const KINDS: Readonly<Partial<Record<Candidate['type'], string>>> = {
  street: 'voie entière',
  locality: 'lieu-dit',
  municipality: 'commune',
};
const FEWEST = 3;
const SEARCHING = 'Recherche…';
const NO_PLACE = 'Aucun quartier ni aucune commune ne porte ce nom.';
/** Pixels between the list and the button, and the least height of the list. */
const GAP = 8;
const LEAST_SPACE = 96;
/** Milliseconds without a key before a request, and before a message about the delay. */
const PAUSE = 90;
const SLOW = 400;
