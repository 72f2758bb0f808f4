import '../style/map.css';
import { kindNames } from '../../french/labels.ts';
import type { SituatedZone } from '../answers.ts';
import { ApiError } from '../api.ts';
import { element } from '../dom.ts';
import { generationAt, pageOf, type Quarter } from '../quarters/quarter.ts';
import type { Shape } from '../question/read-shape.ts';
import type { ShapeKind } from '../question/shape-field.ts';
import { servicePath } from '../service-path.ts';
import { coloursOf } from './colours.ts';
import type { Drawing, QuarterKey } from './drawing.ts';
import { circle, isDrawnInside } from './drawn-ground.ts';
import { listenToKeys } from './keyboard.ts';
import { legend } from './legend.ts';
import { placeSentences, quartersInView } from './map-in-words.ts';
import { nearestLimit } from './nearest.ts';
import { type QuarterLinks, quarterLinks } from './quarter-links.ts';
import {
  type Area,
  boxOfCommunes,
  boxWithMargin,
  type CandidateMarker,
  emptyScene,
  loadScene,
  type Place,
  pointsOf,
  positionOf,
  type Scene,
  shapeOf,
} from './scene.ts';
import {
  type Box,
  boxAround,
  boxesMeet,
  isInBox,
  type MultiPolygon,
  type Position,
  positionsOf,
  verticesOf,
} from './shape.ts';

/**
 * Puts the map of the quarters into `container`, with its legend and a description in words. The map library is loaded
 * on demand; where it does not load, or the browser cannot draw, the words remain.
 */
export async function openMap(container: HTMLElement, options: MapOptions = {}): Promise<SiteMap> {
  /** Ends the drawing of a shape, while there is one. */
  let cancelDrawing: (() => void) | null = null;
  const parts = buildParts(options.label ?? 'Carte des quartiers', () => cancelDrawing?.());
  container.replaceChildren(parts.root);
  let scene: Scene = emptyScene;
  let drawing: Drawing | null = null;
  let area: Area = 'home';
  let pending: AbortController | null = null;
  /** Last target of the view, for a drawing that opens later. */
  let target: { box: Box; atMost?: number } | null = null;
  const listeners: ((point: { lon: number; lat: number }) => void)[] = [];
  const quarterListeners: ((id: string) => void)[] = [];
  const links: QuarterLinks = quarterLinks(light);
  links.add(parts.view);

  function take(change: Partial<Scene>): void {
    scene = { ...scene, ...change };
    parts.legend.replaceChildren(legend(scene));
    const sentences = placeSentences(scene).map((text) => element('p', {}, text));
    parts.place.replaceChildren(...sentences);
    writeView();
    drawing?.draw(scene);
    showWaiting();
  }

  function writeView(): void {
    const bounds = drawing?.map.getBounds();
    const view: Box | null = bounds ? [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()] : null;
    const inView = scene.quarters.filter(({ geometry }) => {
      const box = geometry && boxAround(positionsOf(geometry));
      return box && (view === null || boxesMeet(box, view));
    });
    const isOpen = parts.view.querySelector('details')?.open ?? false;
    const isUndrawable = parts.root.dataset.state === 'none';
    const written = quartersInView(inView, scene, isUndrawable);
    written.open ||= isOpen;
    // An unchanged list stays in place, so that its reader keeps the position.
    if (written.textContent !== parts.view.textContent) parts.view.replaceChildren(written);
  }

  function look(box: Box | null, atMost?: number): void {
    if (box === null) return;
    target = { box, ...(atMost === undefined ? {} : { atMost }) };
    drawing?.look(box, atMost);
  }

  /** Lights a quarter on the map, and names it there; null lights none. */
  function light(id: string | null): void {
    const quarter = scene.quarters.find((one) => one.id === id);
    const isDrawn = quarter === undefined || quarter.geometry !== null;
    drawing?.light(id === null ? [] : isDrawn ? [id] : quarter.communes);
    const name = quarter && `${quarter.name} (${kindNames[quarter.kind]})`;
    parts.pointed.textContent = name ?? '';
    parts.pointed.hidden = name === undefined;
  }

  /** Calls the listeners for a quarter, or opens its page. */
  function open(key: QuarterKey | null): void {
    if (key === null) return;
    for (const listener of quarterListeners) listener(key.id);
    if (quarterListeners.length === 0) location.assign(servicePath(pageOf(key, scene.generations.at(-1)?.id)));
  }

  /** Shows the quarters of the agglomeration, or all when it has none. */
  function lookAtAll(): void {
    const home = boxOfCommunes(scene.communes);
    const positions = scene.quarters.flatMap(({ geometry }) => (geometry ? positionsOf(geometry) : []));
    const ours = home === null ? positions : positions.filter((position) => isInBox(position, home));
    look(boxAround(ours.length > 0 ? ours : positions) ?? home);
  }

  function showWaiting(): void {
    const isReady = parts.root.dataset.state !== 'loading' && scene.date !== null;
    parts.waiting.hidden = isReady || parts.root.dataset.state === 'none' || !parts.message.hidden;
  }

  async function load(date: string): Promise<void> {
    pending?.abort();
    const mine = new AbortController();
    pending = mine;
    const isFirst = scene.date === null;
    try {
      const loaded = await loadScene(date, { area, signal: mine.signal });
      if (mine.signal.aborted) return;
      showMessage('');
      take(loaded);
      if (isFirst && target === null) lookAtAll();
      await reachPlace();
    } catch (error) {
      if (mine.signal.aborted) return;
      showMessage(error instanceof ApiError ? error.message : 'La carte n’a pas pu être chargée.');
    }
  }

  /**
   * Where the place is far from the agglomeration, loads all quarters instead of those around the place: a request must
   * not reveal the position of an address.
   */
  async function reachPlace(): Promise<void> {
    const { place, date } = scene;
    const home = boxOfCommunes(scene.communes);
    if (area === 'everywhere' || place === null || date === null) return;
    if (home === null || isInBox(positionOf(place), home)) return;
    area = 'everywhere';
    await load(date);
    lookAtPlace();
  }

  function showMessage(message: string): void {
    parts.message.textContent = message;
    parts.message.hidden = message === '';
    showWaiting();
  }

  function pick(point: { lng: number; lat: number }): boolean {
    if (cancelDrawing !== null) return true;
    // A millionth of a degree is a tenth of a metre, finer than a person can point.
    const rounded = { lon: Math.round(point.lng * 1e6) / 1e6, lat: Math.round(point.lat * 1e6) / 1e6 };
    for (const listener of listeners) listener(rounded);
    return listeners.length > 0;
  }

  async function startDrawing(): Promise<void> {
    try {
      if (!canDraw()) throw new Error('this browser has no WebGL');
      const { openDrawing } = await import('./drawing.ts');
      if (!parts.root.isConnected) return;
      const opened = openDrawing(parts.canvas, options.label ?? 'Carte des quartiers');
      drawing = opened;
      const { map } = opened;
      const canvas = map.getCanvas();
      canvas.setAttribute('aria-describedby', parts.hint.id);
      const still = () => matchMedia('(prefers-reduced-motion: reduce)').matches;
      listenToKeys(canvas, {
        move: (right, down) => map.panBy([right, down], { duration: still() ? 0 : 120 }),
        zoom: (levels) => map.zoomTo(map.getZoom() + levels, { duration: still() ? 0 : 200 }),
        pick() {
          if (!pick(map.getCenter())) open(quarterAtCentre());
        },
      });
      map.on('click', ({ lngLat, point: { x, y } }) => {
        if (!pick(lngLat)) open(opened.quarterAt(x, y));
      });
      map.on('mousemove', ({ point: { x, y } }) => {
        const under = opened.quarterAt(x, y);
        parts.root.classList.toggle('is-over', under !== null);
        links.point(under?.id ?? null);
      });
      map.on('mouseout', () => links.point(null));
      const describe = () => {
        if (document.activeElement !== canvas) return;
        const under = quarterAtCentre();
        links.point(under?.id ?? null);
        parts.crosshairText.textContent = under
          ? `Sous le viseur : ${under.name}.`
          : 'Sous le viseur : aucun quartier dessiné.';
      };
      map.on('moveend', () => {
        writeView();
        describe();
      });
      canvas.addEventListener('focus', describe);
      canvas.addEventListener('blur', () => links.point(null));
      canvas.addEventListener('webglcontextlost', () => setState('none'));
      canvas.addEventListener('webglcontextrestored', () => setState('drawn'));
      if (target) opened.look(target.box, target.atMost);
      await opened.draw(scene);
      setState('drawn');
    } catch (error) {
      console.warn(error);
      drawing?.remove();
      drawing = null;
      setState('none');
    }
  }

  function setState(state: 'drawn' | 'none'): void {
    parts.root.dataset.state = state;
    parts.undrawn.textContent = state === 'none' ? 'La carte ne s’affiche pas sur cet appareil.' : '';
    parts.undrawn.hidden = state !== 'none';
    writeView();
    showWaiting();
  }

  function quarterAtCentre(): Quarter | null {
    if (drawing === null) return null;
    const { lng, lat } = drawing.map.getCenter();
    return scene.quarters.find(({ geometry }) => geometry && isDrawnInside(geometry, [lng, lat])) ?? null;
  }

  /** Shows quarters with their bands, or the communes of one that is not drawn. */
  function lookAtQuarters(ids: readonly string[]): void {
    const positions = ids.flatMap((id) => {
      const shape = scene.bands.find((band) => band.id === id)?.shape ?? shapeOf(scene, id);
      if (shape) return positionsOf(shape);
      const communes = scene.quarters.find((quarter) => quarter.id === id)?.communes ?? [];
      const around = scene.communes.filter(({ citycode }) => communes.includes(citycode));
      return around.flatMap((commune) => positionsOf(commune.shape));
    });
    look(boxAround(positions));
  }

  startDrawing();
  return {
    showDate: (date) => load(date),
    showPlace(place, zones) {
      take({ place, situated: zones ?? null, candidates: [] });
      if (place === null) return;
      lookAtPlace();
      reachPlace();
    },
    showCandidates(candidates) {
      take({ candidates, place: null, situated: null });
      look(boxAround(candidates.map(positionOf)), 16);
    },
    async showZone(id, shape = null) {
      take({ chosen: id });
      const home = boxOfCommunes(scene.communes);
      const box = shape && boxWithMargin([shape]);
      if (box && home && !boxesMeet(box, home) && scene.date !== null) {
        area = box;
        await load(scene.date);
      }
      lookAtQuarters([id]);
    },
    lookAt(ids) {
      if (ids.length === 0) lookAtAll();
      else lookAtQuarters(ids);
    },
    showBox: (box) => look(box),
    link: (list) => links.add(list),
    async drawShape(kind) {
      if (drawing === null || parts.root.dataset.state !== 'drawn') return null;
      const { drawShape } = await import('./draw-shape.ts');
      const { map } = drawing;
      cancelDrawing?.();
      parts.root.classList.add('is-drawing');
      parts.drawing.hidden = false;
      parts.root.scrollIntoView({ block: 'nearest' });
      map.getCanvas().focus({ preventScroll: true });
      const drawn = drawShape(map, kind, coloursOf(parts.canvas).place);
      cancelDrawing = drawn.cancel;
      const shape = await drawn.shape;
      // The click that ends the drawing comes after it: it is no pick.
      setTimeout(() => {
        if (cancelDrawing === drawn.cancel) cancelDrawing = null;
      }, LAST_CLICK);
      if (cancelDrawing === drawn.cancel) {
        parts.root.classList.remove('is-drawing');
        parts.drawing.hidden = true;
      }
      return shape;
    },
    async showChange(before, after) {
      const signal = new AbortController().signal;
      const [, old] = await Promise.all([load(after), loadScene(before, { area: 'home', signal })]);
      take({ before: { generation: generationAt(before, old.generations), quarters: old.quarters } });
    },
    onQuarter(listener) {
      quarterListeners.push(listener);
    },
    onPick(listener) {
      listeners.push(listener);
      parts.root.classList.add('is-pickable');
      parts.hint.textContent = `${MOVING} Entrée choisit le point sous le viseur.`;
    },
    resize: () => drawing?.map.resize(),
    remove() {
      pending?.abort();
      drawing?.remove();
      drawing = null;
      parts.root.remove();
    },
  };

  function lookAtPlace(): void {
    const { place } = scene;
    if (place === null) return;
    if (place.shape) {
      look(boxAround(verticesOf(place.shape)));
      return;
    }
    const nearest = nearestLimit(scene);
    const around: Position[] = pointsOf(place).flatMap((spot) => [
      ...circle(positionOf(spot), Math.max(spot.uncertainty, AROUND)),
    ]);
    look(boxAround(nearest ? [...around, nearest.at] : around));
  }
}

/** Milliseconds within which the last click of a drawing reaches the map. */
const LAST_CLICK = 400;

/** Metres around a place that are always in view. */
const AROUND = 200;

export interface MapOptions {
  /** Label for screen readers. */
  readonly label?: string;
}

export interface SiteMap {
  /** Shows the zones in force on a date. */
  showDate(date: string): Promise<void>;
  /** Shows the place of an answer and the way to the nearest limit, with the distance from the service; null clears. */
  showPlace(place: Place | null, zones?: readonly SituatedZone[]): void;
  /**
   * Lets the person draw an outline or a line with the pointer; resolves with it, or with null when that is given up or
   * the map is not drawn.
   */
  drawShape(kind: ShapeKind): Promise<Shape | null>;
  /** Shows several candidates, numbered. */
  showCandidates(candidates: readonly CandidateMarker[]): void;
  /** Shows one quarter in view, the others paler. `shape` is where it is, far from the agglomeration too. */
  showZone(id: string, shape?: MultiPolygon | null): Promise<void>;
  /** Shows an area in view. */
  showBox(box: Box): void;
  /** Shows these quarters in view; all of them when there is none. */
  lookAt(ids: readonly string[]): void;
  /**
   * Links a list with the map: an element with a quarter's id as `data-quarter` lights it on the map, and is lit with
   * it.
   */
  link(list: HTMLElement): void;
  /** Shows the quarters of two dates at once. */
  showChange(before: string, after: string): Promise<void>;
  /**
   * Listens to chosen quarters: a click on one, or Enter at the crosshair. Without a listener its page opens. Where
   * points are picked, no quarter is chosen.
   */
  onQuarter(listener: (id: string) => void): void;
  /** Listens to picked points: a click, or Enter at the crosshair. */
  onPick(listener: (point: { lon: number; lat: number }) => void): void;
  resize(): void;
  remove(): void;
}

const MOVING = 'Les flèches déplacent la carte (un peu avec Majuscule), + et - changent l’échelle.';

function buildParts(label: string, cancel: () => void) {
  made += 1;
  const hint = element(
    'p',
    { id: `map-hint-${made}`, class: 'visually-hidden' },
    `${MOVING} Entrée ouvre le quartier sous le viseur.`,
  );
  const stop = element('button', { type: 'button', class: 'plain', onclick: () => cancel() }, 'Annuler');
  const drawing = element(
    'p',
    { class: 'map-drawing', role: 'status', hidden: true },
    'Cliquez à chaque sommet, puis sur le dernier pour finir. ',
    stop,
  );
  const waiting = element('p', { class: 'map-waiting', role: 'status' }, 'La carte se charge…');
  const pointed = element('p', { class: 'map-pointed', 'aria-hidden': 'true', hidden: true });
  const canvas = element('div', { class: 'map-canvas' });
  const crosshair = element('div', { class: 'map-crosshair', 'aria-hidden': 'true' });
  const crosshairText = element('p', { class: 'visually-hidden', role: 'status' });
  const undrawn = element('p', { class: 'map-message', role: 'status', hidden: true });
  const message = element('p', { class: 'map-message', role: 'status', hidden: true });
  const legend = element('div');
  const place = element('div', { class: 'map-place', role: 'status' });
  const view = element('div');
  const root = element(
    'div',
    { class: 'map', 'data-state': 'loading', role: 'group', 'aria-label': label },
    element('div', { class: 'map-frame' }, canvas, crosshair, waiting, pointed, drawing),
    undrawn,
    message,
    place,
    legend,
    view,
    hint,
    crosshairText,
  );
  return { root, canvas, crosshairText, waiting, pointed, drawing, undrawn, message, legend, place, view, hint };
}

let made = 0;

/** Checked before the library is loaded, which is useless without WebGL. */
function canDraw(): boolean {
  try {
    const context = document.createElement('canvas').getContext('webgl2');
    context?.getExtension('WEBGL_lose_context')?.loseContext();
    return context !== null;
  } catch {
    return false;
  }
}
