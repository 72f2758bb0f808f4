import { longDate } from '../../french/dates.ts';
import { kindLabels, kindNames } from '../../french/labels.ts';
import { capitalised } from '../../french/sentence.ts';
import { element } from '../dom.ts';
import type { Generation, Quarter } from '../quarters/quarter.ts';
import { generationShown, pointsOf, type Scene, undrawn, undrawnCommunes } from './scene.ts';

/** Legend of the map: only the colours and lines in use, with the generation that is shown. */
export function legend(scene: Scene): HTMLElement {
  const { quarters, bands, before, place, candidates } = scene;
  const has = (kind: Quarter['kind']) => quarters.some((quarter) => quarter.kind === kind && quarter.geometry !== null);
  const rows: [boolean, string, string][] = [
    [has('qpv'), 'qpv', capitalised(kindLabels.qpv)],
    [has('qic'), 'qic', capitalised(kindLabels.qic)],
    [before?.quarters.some(({ geometry }) => geometry !== null) ?? false, 'before', beforeName(before?.generation)],
    [bands.length > 0, 'band', `Bande de ${bands[0]?.metres} m autour d’un quartier`],
    [undrawnCommunes(scene).some(({ isContour }) => isContour), 'undrawn', undrawnName(scene)],
    [place?.shape !== undefined, 'shape', 'Le tracé demandé'],
    [place !== null && place.shape === undefined, 'place', 'Le lieu demandé'],
    [
      place !== null && place.shape === undefined && pointsOf(place).some(({ uncertainty }) => uncertainty > 0),
      'doubt',
      place?.positions ? 'Les numéros connus de la voie' : 'Là où il peut être, d’après la précision de sa position',
    ],
    [candidates.length > 0, 'candidate', 'Les adresses possibles'],
  ];
  return element(
    'div',
    { class: 'map-legend' },
    element('p', { class: 'map-generation' }, generationName(scene)),
    element(
      'ul',
      {},
      ...rows
        .filter(([isShown]) => isShown)
        .map(([, swatch, name]) =>
          element('li', {}, element('span', { class: `swatch ${swatch}`, 'aria-hidden': 'true' }), name),
        ),
    ),
  );
}

function generationName(scene: Scene): string {
  const { date, before } = scene;
  const generation = generationShown(scene);
  if (date === null) return '';
  if (generation === null) return `Aucun quartier n’était en vigueur le ${longDate(date)}.`;
  if (before?.generation) return `Quartiers ${period(generation)}, et quartiers ${period(before.generation)}.`;
  return `Quartiers en vigueur le ${longDate(date)} (génération ${generation.id}, ${period(generation)}).`;
}

function period({ from, to }: Generation): string {
  return to === null ? `depuis le ${longDate(from)}` : `du ${longDate(from)} au ${longDate(to)}`;
}

function beforeName(generation: Generation | null | undefined): string {
  return generation ? `Quartier ${period(generation)}` : 'Quartier d’avant';
}

function undrawnName({ quarters }: Scene): string {
  const kinds = new Set(undrawn(quarters).map(({ kind }) => kind));
  const what = kinds.size > 1 ? 'quartier' : kindNames[kinds.has('qic') ? 'qic' : 'qpv'];
  return `Commune où le périmètre d’un ${what} n’est pas disponible`;
}
