import type { Candidate } from '../answers.ts';
import { element } from '../dom.ts';
import { type AddressField, addressField } from './address-field.ts';
import { askPlaces, type NamedPlace, placeLabels } from './named-places.ts';
import { type ShapeListeners, type ShapePlace, shapeField } from './shape-field.ts';

/**
 * The place: an address, a point picked on the map, coordinates, an outline, or a quarter or commune by its name.
 * `onPlace` is called when one is chosen, `onPick` when it is picked on the map, `onOther` when it differs from the
 * place of the last question. `draw` lets the person draw an outline on the map, `date` returns the day asked about.
 */
export function placeField({ onPlace, onPick, onOther, draw, date }: PlaceListeners): PlaceField {
  let where: Where | null = null;
  let mode: Mode = 'address';
  const address: AddressField = addressField({
    id: 'adresse',
    label: 'Adresse',
    hint: 'Numéro, voie et commune, ou le nom d’un quartier. Par exemple : 12 rue de Lille, Béthune.',
    findPlaces: (text, signal) => askPlaces(text, date(), signal),
    onChoose(candidate) {
      where = ofCandidate(candidate);
      onOther();
      onPlace();
    },
    onChoosePlace(named) {
      where = { named };
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
  const shape = shapeField({ onShape: onPlace, onOther, draw });
  const toggles = MODES.map((other) => {
    const button = element('button', { type: 'button', class: 'plain', onclick: () => choose(other) });
    return { other, button };
  });
  const buttons = toggles.map(({ button }) => button);
  const ways = element('div', { class: 'ways-in', role: 'status' });
  const root = element('div', { class: 'place' }, ways, address.root, point, shape.root, ...buttons);
  let hasAddresses = true;

  const nameOf = (one: Mode) => (one === 'address' && !hasAddresses ? 'un quartier' : NAMES[one]);
  const choose = (chosen: Mode) => {
    mode = chosen;
    address.root.hidden = mode !== 'address';
    point.hidden = mode !== 'point';
    shape.root.hidden = mode !== 'shape';
    for (const { other, button } of toggles) {
      button.hidden = other === mode;
      button.textContent = `Donner ${nameOf(other)} plutôt qu’${nameOf(mode)}`;
    }
    where = null;
    onOther();
  };
  choose('address');

  const placePoint = () => {
    choose('point');
    lon.input.focus();
  };
  const chooseQuarter = async () => {
    choose('address');
    address.input.focus();
    const quarters = await askPlaces('', date()).catch(() => null);
    if (quarters === null) address.setError('La liste des quartiers n’a pas pu être chargée : réessayez.');
    else address.offer(quarters);
  };

  const setError = (message: string | null) => {
    address.setError(mode === 'address' ? message : null);
    shape.setError(mode === 'shape' ? message : null);
    const ofPoint = mode === 'point' ? message : null;
    pointError.textContent = ofPoint ?? '';
    pointError.hidden = ofPoint === null;
    for (const { input } of [lon, lat]) {
      if (ofPoint === null) input.removeAttribute('aria-invalid');
      else input.setAttribute('aria-invalid', 'true');
    }
  };

  return {
    root,
    mode: () => mode,
    read() {
      setError(null);
      if (where) return where;
      if (mode === 'shape') return shape.read();
      if (mode === 'point') {
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
        setError(
          hasAddresses
            ? 'Une adresse est attendue : numéro, voie et commune.'
            : 'Le nom d’un quartier ou d’une commune est attendu.',
        );
        address.input.focus();
        return null;
      }
      address.close();
      return { address: text };
    },
    placePoint,
    writeAddress() {
      choose('address');
      address.input.select();
      address.input.focus();
    },
    takePlace(named) {
      choose('address');
      address.input.value = placeLabels(named).name;
      where = { named };
    },
    get hasAddresses() {
      return hasAddresses;
    },
    setHasAddresses(isSearched) {
      if (hasAddresses === isSearched) return;
      hasAddresses = isSearched;
      address.setHasAddresses(
        isSearched,
        isSearched
          ? 'Numéro, voie et commune, ou le nom d’un quartier. Par exemple : 12 rue de Lille, Béthune.'
          : 'Le nom d’un quartier ou d’une commune. Par exemple : Mont-Liébaut.',
      );
      ways.replaceChildren(
        ...(isSearched
          ? []
          : [
              element(
                'div',
                { class: 'notice' },
                element(
                  'p',
                  {},
                  'Ce service ne cherche pas les adresses pour le moment : placez un point sur la carte, ou ' +
                    'choisissez un quartier.',
                ),
                element(
                  'div',
                  { class: 'ways' },
                  element('button', { type: 'button', onclick: placePoint }, 'Placer un point'),
                  element('button', { type: 'button', onclick: chooseQuarter }, 'Choisir un quartier'),
                ),
              ),
            ]),
      );
      if (where === null) choose(mode);
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
    refuse(messages) {
      if (mode === 'shape') {
        setError(messages[0] ?? 'Ce tracé n’est pas accepté.');
        return;
      }
      setError(
        mode === 'address'
          ? 'Cette adresse n’est pas acceptée : donnez le numéro, la voie et la commune.'
          : 'Ce point n’est pas accepté. La longitude et la latitude sont-elles inversées ? À Béthune, elles sont ' +
              'proches de 2,63 et 50,53.',
      );
      (mode === 'address' ? address : lon).input.focus();
    },
  };
}

export interface PlaceListeners {
  readonly date: () => string;
  readonly onPlace: () => void;
  readonly onPick: () => void;
  readonly onOther: () => void;
  readonly draw: ShapeListeners['draw'];
}

export interface PlaceField {
  readonly root: HTMLElement;
  /** How the place is given. */
  mode(): Mode;
  /** The place in API form; null when none is given, and the field shows that. */
  read(): Where | null;
  /** Sets a point of the map. */
  pick(point: { readonly lon: number; readonly lat: number }): void;
  /** Sets one of several candidates; returns the text typed before. */
  take(candidate: Candidate): string;
  /** Sets a text, as if typed. */
  type(text: string): void;
  setLabel(text: string): void;
  /** Asks for a point instead of an address. */
  placePoint(): void;
  /** Asks for an address, and selects the text in its field. */
  writeAddress(): void;
  /** Sets a quarter or a commune, as if chosen. */
  takePlace(named: NamedPlace): void;
  /** Whether addresses can be looked up; where they cannot, the field offers a point or a quarter instead. */
  readonly hasAddresses: boolean;
  setHasAddresses(isSearched: boolean): void;
  /** Shows below the field that the service refused the place, with its messages, and gives it the focus. */
  refuse(messages: readonly string[]): void;
}

export type Where =
  /** No place of the API: a name covers many. */
  | { readonly named: NamedPlace }
  | { readonly address: string; readonly citycode?: string; readonly postcode?: string }
  | { readonly lon: number; readonly lat: number; readonly uncertainty: number }
  | ShapePlace;

export type Mode = 'address' | 'point' | 'shape';
const MODES: readonly Mode[] = ['address', 'point', 'shape'];
const NAMES: Readonly<Record<Mode, string>> = { address: 'une adresse', point: 'un point', shape: 'un tracé' };

function ofCandidate({ label, citycode }: Candidate): Where {
  return { address: label, citycode };
}

/** Error in metres of a point picked by hand. */
const PICKED = 5;
