import { longDate } from '../../french/dates.ts';
import { todayInParis } from '../../french/day.ts';
import { ApiError } from '../api.ts';
import { byId, element } from '../dom.ts';
import type { SiteMap } from '../map/map.ts';
import { askCommunes, type Communes } from '../quarters/commune-names.ts';
import { foldedForSearch } from '../quarters/folded-text.ts';
import { mountMap } from '../quarters/mount-map.ts';
import { askGenerations, askQuarters, type Generation, isWithin, type Quarter } from '../quarters/quarter.ts';
import { quarterList } from '../quarters/quarter-list.ts';

/** The page that lists the quarters in force on a day. */
const dateField = byId<HTMLInputElement>('date');
const filterField = byId<HTMLInputElement>('filtre');
const list = byId('liste');
const count = byId('compte');

/** Shared by every date. */
const background = Promise.all([askCommunes(), askGenerations().catch((): Generation[] => [])]);
let shown: Shown | null = null;
let pending: AbortController | null = null;
/** Loaded once there is a list to read. */
let map: Promise<SiteMap | null> | null = null;
let typing: ReturnType<typeof setTimeout> | undefined;

dateField.value = dayOfAddress();
dateField.addEventListener('change', () => showDate());
filterField.addEventListener('input', () => {
  showMatches();
  clearTimeout(typing);
  typing = setTimeout(lookAtMatches, PAUSE);
});
list.addEventListener('click', ({ target }) => {
  const button = target instanceof Element ? target.closest<HTMLElement>('button[data-show]') : null;
  if (button?.dataset.show) showOnMap(button.dataset.show);
});
byId('choix').addEventListener('submit', (event) => event.preventDefault());
addShortcuts();
showDate();

/** Milliseconds without a key before the map moves. */
const PAUSE = 300;

interface Shown {
  readonly date: string;
  readonly quarters: readonly Quarter[];
  readonly communes: Communes;
  readonly generations: readonly Generation[];
}

/** Reads the date from the URL, for a link. */
function dayOfAddress(): string {
  const asked = new URLSearchParams(location.search).get('le');
  return asked !== null && /^\d{4}-\d{2}-\d{2}$/.test(asked) ? asked : todayInParis();
}

async function showDate(): Promise<void> {
  const date = dateField.value;
  const isGiven = date !== '';
  const error = byId('date-erreur');
  error.textContent = isGiven ? '' : 'Une date est attendue : jour, mois et année.';
  error.hidden = isGiven;
  dateField.setAttribute('aria-invalid', String(!isGiven));
  if (!isGiven) return;
  history.replaceState(null, '', date === todayInParis() ? location.pathname : `?le=${date}`);
  pending?.abort();
  const mine = new AbortController();
  pending = mine;
  list.setAttribute('aria-busy', 'true');
  try {
    const [communes, generations] = await background;
    const quarters = await askQuarters({ date, bbox: communes.box }, mine.signal);
    if (mine.signal.aborted) return;
    shown = { date, quarters, communes, generations };
    markShortcut(generations);
    showMatches();
    map ??= openLinkedMap();
    map.then((opened) => opened?.showDate(date));
  } catch (error) {
    if (mine.signal.aborted) return;
    shown = null;
    showProblem(error);
  } finally {
    if (pending === mine) list.removeAttribute('aria-busy');
  }
}

async function openLinkedMap(): Promise<SiteMap | null> {
  const opened = await mountMap('Carte des quartiers');
  opened?.link(list);
  opened?.onQuarter(showInList);
  return opened;
}

/** Goes from the map to the list. */
function showInList(id: string): void {
  const item = () => list.querySelector<HTMLElement>(`[data-quarter="${CSS.escape(id)}"]`);
  if (item() === null) {
    filterField.value = '';
    showMatches();
  }
  const link = item()?.querySelector('a');
  link?.focus({ preventScroll: true });
  item()?.scrollIntoView({ block: 'center', behavior: behavior() });
}

/** Goes from the list to the map. */
async function showOnMap(id: string): Promise<void> {
  const opened = await map;
  opened?.lookAt([id]);
  byId('carte').scrollIntoView({ block: 'nearest', behavior: behavior() });
}

function behavior(): ScrollBehavior {
  return matchMedia('(prefers-reduced-motion: reduce)').matches ? 'instant' : 'smooth';
}

/** Zooms to the quarters that were searched, or back to all of them. */
async function lookAtMatches(): Promise<void> {
  const opened = await map;
  const matches = matching();
  if (matches.length > 0) opened?.lookAt(filterField.value.trim() === '' ? [] : matches.map(({ id }) => id));
}

function matching(): readonly Quarter[] {
  if (shown === null) return [];
  const { quarters, communes } = shown;
  const words = foldedForSearch(filterField.value).split(' ').filter(Boolean);
  return quarters.filter((quarter) => {
    const text = foldedForSearch(
      [quarter.id, quarter.name, quarter.officialName, ...quarter.spellings, ...communes.namesOf(quarter)].join(' '),
    );
    return words.every((word) => text.includes(word));
  });
}

function showMatches(): void {
  if (shown === null) return;
  const { date, quarters, communes, generations } = shown;
  const matches = matching();
  count.textContent = countOf(matches.length, quarters.length, date);
  list.replaceChildren(...quarterList(matches, { date, communes, latest: generations.at(-1)?.id }));
  if (quarters.length === 0) list.append(nothingInForce(date, generations));
}

function countOf(matches: number, all: number, date: string): string {
  const day = `le ${longDate(date)}`;
  if (all === 0) return `Aucun quartier en vigueur ${day}.`;
  if (matches === 0) return `Aucun des ${all} quartiers en vigueur ${day} ne correspond : essayez un autre nom.`;
  const of = matches === all ? '' : ` sur ${all}`;
  return `${matches}${of} ${matches > 1 || of !== '' ? 'quartiers' : 'quartier'} en vigueur ${day}.`;
}

function nothingInForce(date: string, generations: readonly Generation[]): HTMLElement {
  const [first] = generations;
  const when =
    first && date < first.from ? ` Les premiers que ce service connaît datent du ${longDate(first.from)}.` : '';
  return element('p', { class: 'notice' }, `Ce service ne connaît aucun quartier en vigueur à cette date.${when}`);
}

function showProblem(error: unknown): void {
  const message = error instanceof ApiError ? error.message : 'Une erreur imprévue est survenue dans la page.';
  count.textContent = '';
  list.replaceChildren(
    element(
      'div',
      { class: 'notice bad', role: 'alert' },
      element('p', {}, message),
      element('button', { type: 'button', onclick: () => showDate() }, 'Réessayer'),
    ),
  );
}

/** Adds one button for each generation, for its last day or for today. */
async function addShortcuts(): Promise<void> {
  const [, generations] = await background;
  byId('generations').replaceChildren(
    ...generations.map((generation) =>
      element(
        'button',
        {
          type: 'button',
          'data-generation': generation.id,
          'aria-pressed': 'false',
          onclick() {
            dateField.value = dayOf(generation);
            showDate();
          },
        },
        generation.to === null
          ? `Depuis ${generation.from.slice(0, 4)}`
          : `De ${generation.from.slice(0, 4)} à ${generation.to.slice(0, 4)}`,
      ),
    ),
  );
  markShortcut(generations);
}

function dayOf({ to }: Generation): string {
  return to !== null && to < todayInParis() ? to : todayInParis();
}

function markShortcut(generations: readonly Generation[]): void {
  const current = generations.find((generation) => isWithin(dateField.value, generation));
  for (const button of byId('generations').querySelectorAll('button')) {
    button.setAttribute('aria-pressed', String(button.dataset.generation === current?.id));
  }
}
