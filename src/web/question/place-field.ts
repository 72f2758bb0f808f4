import type { Candidate } from '../answers.ts';
import { element } from '../dom.ts';
import { type AddressField, addressField } from './address-field.ts';

/**
 * The place: an address, a point picked on the map, or coordinates. `onPlace` is called when one is chosen, `onPick`
 * when it is picked on the map, `onOther` when it differs from the place of the last question.
 */
export function placeField({ onPlace, onPick, onOther }: PlaceListeners): PlaceField {
  let where: Where | null = null;
  const address: AddressField = addressField({
    id: 'adresse',
    label: 'Adresse',
    hint: 'Numéro, voie et commune. Par exemple : 12 rue de Lille, Béthune.',
    onChoose(candidate) {
      where = ofCandidate(candidate);
      onOther();
      onPlace();
    },
    onInput() {
      where = null;
      onOther();
    },
  });
  const coordinate = (id: string, label: string) => {
    const input = element('input', {
      id,
      inputmode: 'decimal',
      autocomplete: 'off',
      'aria-describedby': 'point-erreur',
      oninput: () => onOther(),
    });
    return { input, field: element('div', { class: 'field' }, element('label', { for: id }, label), input) };
  };
  const lon = coordinate('lon', 'Longitude');
  const lat = coordinate('lat', 'Latitude');
  const pointError = element('p', { id: 'point-erreur', class: 'field-error', hidden: true });
  const point = element(
    'div',
    { id: 'point', hidden: true },
    element('div', { class: 'pair' }, lon.field, lat.field),
    element('p', { class: 'hint' }, 'En degrés (WGS84), ou cliquez sur la carte. Exemple : 2,6289 et 50,518.'),
    pointError,
  );
  const label = address.root.querySelector('label')!;
  const toggle = element('button', {
    type: 'button',
    class: 'plain',
    onclick: () => choose(point.hidden ? 'point' : 'address'),
  });
  const root = element('div', { class: 'place' }, address.root, point, toggle);

  const choose = (mode: 'address' | 'point') => {
    point.hidden = mode === 'address';
    address.root.hidden = mode === 'point';
    toggle.textContent =
      mode === 'address' ? 'Donner un point plutôt qu’une adresse' : 'Donner une adresse plutôt qu’un point';
    where = null;
    onOther();
  };
  choose('address');

  const setError = (message: string | null) => {
    address.setError(point.hidden ? message : null);
    pointError.textContent = point.hidden ? '' : (message ?? '');
    pointError.hidden = message === null || point.hidden;
    for (const { input } of [lon, lat]) {
      if (message === null || point.hidden) input.removeAttribute('aria-invalid');
      else input.setAttribute('aria-invalid', 'true');
    }
  };

  return {
    root,
    read() {
      setError(null);
      if (where) return where;
      if (!point.hidden) {
        const [x, y] = [lon, lat].map(({ input }) => Number(input.value.trim().replace(',', '.') || Number.NaN));
        if (Number.isNaN(x) || Number.isNaN(y)) {
          setError('La longitude et la latitude sont attendues, en degrés : 2,6289 et 50,518, par exemple.');
          lon.input.focus();
          return null;
        }
        if (Math.abs(x!) > 180 || Math.abs(y!) > 90) {
          setError(
            'La longitude va de −180 à 180 et la latitude de −90 à 90, en degrés : 2,6289 et 50,518, par exemple.',
          );
          lon.input.focus();
          return null;
        }
        return { lon: x!, lat: y!, uncertainty: PICKED };
      }
      const text = address.input.value.trim();
      if (text.length < 3) {
        setError('Une adresse est attendue : numéro, voie et commune.');
        address.input.focus();
        return null;
      }
      address.close();
      return { address: text };
    },
    pick({ lon: x, lat: y }) {
      choose('point');
      lon.input.value = x.toFixed(6).replace('.', ',');
      lat.input.value = y.toFixed(6).replace('.', ',');
      setError(null);
      onPick();
    },
    take(candidate) {
      const typed = address.input.value;
      choose('address');
      address.input.value = candidate.label;
      where = ofCandidate(candidate);
      return typed;
    },
    type(text) {
      choose('address');
      address.input.value = text;
    },
    setLabel: (text) => {
      label.textContent = text;
    },
    refuse() {
      setError(
        point.hidden
          ? 'Cette adresse n’est pas acceptée : donnez le numéro, la voie et la commune.'
          : 'Ce point n’est pas accepté. La longitude et la latitude sont-elles inversées ? À Béthune, elles sont ' +
              'proches de 2,63 et 50,53.',
      );
      (point.hidden ? address : lon).input.focus();
    },
  };
}

export interface PlaceListeners {
  readonly onPlace: () => void;
  readonly onPick: () => void;
  readonly onOther: () => void;
}

export interface PlaceField {
  readonly root: HTMLElement;
  /** The place in API form; null when none is given, and the field shows that. */
  read(): Where | null;
  /** Sets a point of the map. */
  pick(point: { readonly lon: number; readonly lat: number }): void;
  /** Sets one of several candidates; returns the text typed before. */
  take(candidate: Candidate): string;
  /** Sets a text, as if typed. */
  type(text: string): void;
  setLabel(text: string): void;
  /** Shows below the field that the service refused the place, and gives it the focus. */
  refuse(): void;
}

export type Where =
  | { readonly address: string; readonly citycode?: string; readonly postcode?: string }
  | { readonly lon: number; readonly lat: number; readonly uncertainty: number };

function ofCandidate({ label, citycode }: Candidate): Where {
  return { address: label, citycode };
}

/** Error in metres of a point picked by hand. */
const PICKED = 5;
