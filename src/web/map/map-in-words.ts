import { kindNames, perimeterLabels } from '../../french/labels.ts';
import { counted, metres } from '../../french/numbers.ts';
import type { SituatedZone } from '../answers.ts';
import { element } from '../dom.ts';
import { pageOf, type Quarter } from '../quarters/quarter.ts';
import { type NearestLimit, nearestLimit } from './nearest.ts';
import { type Place, type Scene, undrawn } from './scene.ts';

/** Describes in sentences where the place lies among the quarters, as the map shows it. */
export function placeSentences(scene: Scene): string[] {
  const { place, situated, candidates } = scene;
  if (candidates.length > 0)
    return [`Sur la carte : ${candidates.length} adresses possibles, numérotées comme leur liste.`];
  if (place === null) return [];
  if (place.shape) return [];
  if (situated === null) return place.positions ? precision(place) : [];
  const around = precision(place);
  const nearest = nearestLimit(scene);
  if (situated.length === 0) return ['Aucun quartier dessiné à proximité de ce lieu.', ...around];
  return [...situated.slice(0, MOST).map((zone) => sentence(zone, nearest)), ...around];
}

function precision({ positions, uncertainty }: Place): string[] {
  if (positions) return [`La voie est dessinée par ses ${positions.length} numéros connus.`];
  return uncertainty > 0 ? [`La position du lieu est connue à ${metres(uncertainty)} près.`] : [];
}

const MOST = 3;

function sentence(zone: SituatedZone, nearest: NearestLimit | null): string {
  const { id, kind, name, relation, boundaryDistance } = zone;
  const quarter = `${kindNames[kind]} « ${name} »`;
  const where = nearest?.zone.id === id ? `, ${nearest.direction}` : '';
  const far = metres(boundaryDistance);
  return relation === 'inside'
    ? `Le lieu est dans le ${quarter} ; sa limite la plus proche est à ${far}${where}.`
    : `La limite du ${quarter} est à ${far}${where}.`;
}

/**
 * Lists the quarters in view, folded, then those of the generation compared. `isOpen` unfolds the list where there is
 * no map.
 */
export function quartersInView(inView: readonly Quarter[], scene: Scene, isOpen: boolean): HTMLDetailsElement {
  const latest = scene.generations.at(-1)?.id;
  const item = (quarter: Quarter, more: string) => quarterItem(quarter, more, latest);
  const missing = undrawn(scene.quarters);
  const before = scene.before?.quarters.filter(({ geometry }) => geometry !== null) ?? [];
  const list = element(
    'ul',
    {},
    ...inView.map((quarter) => item(quarter, '')),
    ...missing.map((quarter) => item(quarter, ` : ${perimeterLabels.missing}`)),
    ...before.map((quarter) => item(quarter, `, génération ${quarter.generation}`)),
  );
  const isNothing = inView.length + missing.length + before.length === 0;
  return element(
    'details',
    { class: 'map-text', open: isOpen },
    element('summary', {}, summary(inView.length, missing.length, isOpen)),
    isNothing ? element('p', {}, 'Aucun quartier dans cette vue.') : list,
  );
}

function summary(drawn: number, missing: number, isOpen: boolean): string {
  const where = isOpen ? '' : ' dans la vue';
  const first =
    drawn === 0
      ? `Aucun quartier dessiné${where}`
      : `${counted(drawn, 'quartier dessiné', 'quartiers dessinés')}${where}`;
  return missing === 0 ? first : `${first}, ${missing} sans périmètre disponible`;
}

function quarterItem(quarter: Quarter, more: string, latest: string | undefined): HTMLElement {
  const { id, name, kind } = quarter;
  return element(
    'li',
    { 'data-quarter': id },
    element('a', { href: pageOf(quarter, latest) }, name),
    ` (${kindNames[kind]})${more}`,
  );
}
