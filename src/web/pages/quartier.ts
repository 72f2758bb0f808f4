import { todayInParis } from '../../french/day.ts';
import { ApiError } from '../api.ts';
import { byId, element } from '../dom.ts';
import { smallMap, viewAround } from '../paper/small-map.ts';
import { unfoldOnPaper } from '../paper/unfold.ts';
import { askCommunes } from '../quarters/commune-names.ts';
import { showDownloads } from '../quarters/downloads.ts';
import { mountMap } from '../quarters/mount-map.ts';
import { askGenerations, askQuarter, askQuarters, type Generation, type Quarter } from '../quarters/quarter.ts';
import { quarterFacts } from '../quarters/quarter-facts.ts';
import { showSchemes } from '../quarters/quarter-schemes.ts';
import { showStreets } from '../quarters/street-table.ts';
import { showSuccession } from '../quarters/succession-links.ts';
import { askSchemes, NO_SCHEMES } from '../scheme-list.ts';

unfoldOnPaper('.closed-schemes, .street-notes, .other-doubts');

/** The page of one quarter. The URL holds its id, and its generation where it is not the latest. */
open();

async function open(): Promise<void> {
  const state = byId('etat');
  try {
    const { id, generation } = readUrl();
    const [quarter, communes, generations, { schemes, distances }] = await Promise.all([
      askQuarter(id, generation),
      askCommunes(),
      askGenerations(),
      askSchemes().catch(() => NO_SCHEMES),
    ]);
    const band = distances?.band ?? null;
    const day = dayFor(quarter, generations);
    const context = { communes, generations, day };
    document.title = `${quarter.name} (${quarter.id}) – Périmètre`;
    byId('nom').textContent = quarter.name;
    state.replaceChildren();
    byId('fiche').replaceChildren(...quarterFacts(quarter, context));
    byId('suite').hidden = false;
    showSchemes(byId('dispositifs'), quarter, { ...context, schemes });
    const streets = showStreets(byId('voies'), quarter, day, band);
    showDownloads(byId('fichiers'), quarter, streets, band);
    showSuccession(byId('succession'), quarter, context);
    showOnMap(quarter, day);
    mapOnPaper(quarter);
  } catch (error) {
    showProblem(state, error);
  }
}

async function showOnMap({ id, name, geometry }: Quarter, day: string): Promise<void> {
  const map = await mountMap(`Carte du quartier ${name}`);
  await map?.showDate(day);
  await map?.showZone(id, geometry);
}

/** Adds the small map that is printed instead of the large one. */
async function mapOnPaper(quarter: Quarter): Promise<void> {
  const view = viewAround(quarter.geometry?.flat(2) ?? [], AROUND);
  if (view === null) return;
  const { generation, name } = quarter;
  const quarters = await askQuarters({ generation, bbox: view }).catch(() => [quarter]);
  const label = `Plan du quartier ${name} et de ses voisins, le nord en haut`;
  const map = smallMap({ view, quarters, outline: null, marks: { positions: [], areNumbered: false }, label });
  map.classList.add('print-only');
  byId('fiche').before(map);
}

/** Metres shown around the quarter. */
const AROUND = 150;

function readUrl(): { id: string; generation: string | null } {
  const generation = new URLSearchParams(location.search).get('generation');
  const written = /\/quartiers\/([^/]+)/.exec(location.pathname)?.[1] ?? '';
  try {
    return { id: decodeURIComponent(written), generation };
  } catch {
    return { id: written, generation };
  }
}

/** Today, or the last day of a past quarter or generation. */
function dayFor({ generation, inForce }: Quarter, generations: readonly Generation[]): string {
  const ends = [generations.find(({ id }) => id === generation)?.to, inForce.to].filter(
    (day) => typeof day === 'string',
  );
  return [todayInParis(), ...ends].reduce((earliest, day) => (day < earliest ? day : earliest));
}

function showProblem(state: HTMLElement, error: unknown): void {
  const isUnknown = error instanceof ApiError && error.status === 404;
  const title = isUnknown ? 'Quartier inconnu' : 'Le quartier ne s’affiche pas';
  const message = error instanceof ApiError ? error.message : 'Une erreur imprévue est survenue dans la page.';
  document.title = `${title} – Périmètre`;
  byId('nom').textContent = title;
  byId('suite').remove();
  byId('carte').closest('section')?.remove();
  state.replaceChildren(
    element('p', { class: 'notice bad' }, message),
    element(
      'p',
      {},
      isUnknown
        ? 'Un QPV porte un code comme QN06208M (depuis 2024) ou QP062008 (de 2015 à 2023) ; un QIC, un nom comme ' +
            'QIC-CATORIVE. '
        : 'Rechargez la page dans un instant. ',
      element('a', { href: '/quartiers' }, 'Voir la liste des quartiers'),
      '.',
    ),
  );
}
