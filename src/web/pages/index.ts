import { todayInParis } from '../../french/day.ts';
import { keepPanel } from '../answer/keep.ts';
import type { PlaceNodes } from '../answer/named-place.ts';
import { askContacts } from '../answer/service-contacts.ts';
import type { StreetSide } from '../answer/side.ts';
import { isExtent, namedAs } from '../answer/situation-sentence.ts';
import { answerNodes } from '../answer/whole-answer.ts';
import { aroundPoint, type EligibilityAnswer } from '../answers.ts';
import { ApiError, ask } from '../api.ts';
import { byId, element } from '../dom.ts';
import type { SiteMap } from '../map/map.ts';
import { boxAround, verticesOf } from '../map/shape.ts';
import { questionOnPaper } from '../paper/question-on-paper.ts';
import { unfoldOnPaper } from '../paper/unfold.ts';
import { askQuarterNames, withUsualNames } from '../quarter-names.ts';
import { askGenerations } from '../quarters/quarter.ts';
import { type FactFields, factFields } from '../question/fact-fields.ts';
import { askPlaces, type NamedPlace, type NamedQuarter, placesMeant } from '../question/named-places.ts';
import { placeField, type Where } from '../question/place-field.ts';
import { type Project, projects } from '../question/projects.ts';
import type { ShapeKind } from '../question/shape-field.ts';
import { askSchemes, NO_SCHEMES } from '../scheme-list.ts';

/** The first page: a question, and its answer beside a map. */
const form = byId<HTMLFormElement>('question');
const projectField = byId<HTMLSelectElement>('projet');
const dateField = byId<HTMLInputElement>('date');
const answerSection = byId('reponse');
const restSection = byId('suite');
const announcement = byId('annonce');

let project: Project = projects[0]!;
let facts: FactFields = factFields([], () => {});
let pending: AbortController | null = null;
/** Whether an answer is shown: later changes are then answered at once. */
let isAnswered = false;
/** The text typed before one of several addresses was chosen, to go back to it. */
let typedBefore: string | null = null;
/** The fields at the moment when the answer that is shown was asked for. */
let answeredFields = '';
const changed = element('p', { class: 'changed no-print' });
/** Declared side of the current place; reset for another place. */
let side: StreetSide | null = null;
/** Whether the text is to be looked up among addresses though a quarter has this name. */
let isAnAddress = false;

const place = placeField({
  onPlace: () => answer({ moves: 'to-answer' }),
  // A person who moves the pin looks at the map: only the first answer is scrolled to.
  onPick: () => answer(isAnswered ? {} : { moves: 'to-answer' }),
  onOther() {
    typedBefore = null;
    side = null;
    isAnAddress = false;
  },
  draw: (kind) => map.drawShape(kind),
  date: () => dateField.value,
});
byId('lieu').replaceWith(place.root);
const quarterNames = askQuarterNames();
const schemeList = askSchemes().catch(() => NO_SCHEMES);
askWhetherAddresses();

projectField.append(...projects.map(({ id, label }) => element('option', { value: id }, label)));
readState();
projectField.addEventListener('change', () => {
  takeProject();
  again();
});
dateField.addEventListener('change', () => again());
for (const type of ['input', 'change', 'click']) form.addEventListener(type, () => showWhetherItHolds());
form.addEventListener('submit', (event) => {
  event.preventDefault();
  answer({ moves: 'to-answer' });
});

unfoldOnPaper('.answer details, .rest details:not(.why)');

// The map loads after everything that can be read without it.
const map = openMapLater();

/** The URL holds the project and the date, for a link, but never the place. */
function readState(): void {
  const state = new URLSearchParams(location.search);
  projectField.value = projects.find(({ id }) => id === state.get('pour'))?.id ?? projects[0]!.id;
  const date = state.get('le');
  dateField.value = date !== null && /^\d{4}-\d{2}-\d{2}$/.test(date) ? date : todayInParis();
  takeProject();
}

function writeState(): void {
  const state = new URLSearchParams();
  if (project !== projects[0]) state.set('pour', project.id);
  if (dateField.value !== todayInParis()) state.set('le', dateField.value);
  const query = state.toString();
  history.replaceState(null, '', query === '' ? location.pathname : `?${query}`);
}

function takeProject(): void {
  project = projects.find(({ id }) => id === projectField.value) ?? projects[0]!;
  facts = factFields(project.questions, () => again());
  byId('faits').replaceChildren(...facts.nodes);
  byId('faits-bloc').hidden = project.questions.length === 0;
  byId('date-nom').textContent = project.date;
  place.setLabel(project.place);
}

function again(): void {
  writeState();
  map.showDate(dateField.value);
  if (isAnswered) answer();
}

/** `moves`: whether to scroll to the answer, or to move the focus to it where its element is removed. */
async function answer({ moves }: { moves?: 'to-answer' | 'focus' } = {}): Promise<void> {
  pending?.abort();
  const where = place.read();
  const date = where === null ? null : readDate();
  const given = date === null ? null : facts.read();
  if (where === null || date === null || given === null) {
    pending = null;
    answerSection.removeAttribute('aria-busy');
    showWhetherItHolds();
    return;
  }
  const asked = fieldsNow();
  const mine = new AbortController();
  pending = mine;
  const { schemes: wanted, known } = project;
  const about = {
    ...(wanted.length > 0 ? { schemes: wanted } : {}),
    application: { ...known, ...given, ...(side === null ? {} : { streetSide: side }) },
    explain: true,
  };
  answerSection.setAttribute('aria-busy', 'true');
  try {
    const named = await answerOfName(where, { date, about, signal: mine.signal });
    if (mine.signal.aborted) return;
    if (named !== null) {
      show(named.nodes, asked, moves);
      map.showNamed(named.place);
      return;
    }
    const question = { where, date, ...about };
    const [answered, { schemes, distances }, names, contacts] = await Promise.all([
      ask<EligibilityAnswer>('/v1/eligibility', { body: question, signal: mine.signal }),
      schemeList,
      quarterNames,
      askContacts(),
    ]);
    if (mine.signal.aborted) return;
    const found = withUsualNames(answered, names);
    const { first, then } = answerNodes(found, {
      schemes: new Map(schemes.map((scheme) => [scheme.id, scheme])),
      distances,
      contacts,
      asked: wanted[0] ?? null,
      keep: keepPanel(question, answered, () => answer({ moves: 'to-answer' })),
      onCandidate(candidate) {
        const typed = place.take(candidate);
        typedBefore = typed;
        answer({ moves: 'focus' });
      },
      onBack: typedBefore === null ? undefined : backToCandidates,
      side,
      onSide(declared) {
        side = declared;
        answer({ moves: 'focus' });
      },
    });
    show({ first: [questionOnPaper(project, question, found), ...first], rest: then }, asked, moves);
    map.showAnswer(found, where);
  } catch (error) {
    if (mine.signal.aborted) return;
    if (error instanceof ApiError && error.status >= 501) askWhetherAddresses();
    const isByAField = showProblem(error);
    if (moves !== undefined && !isByAField) bringIntoView();
  } finally {
    if (pending === mine) {
      pending = null;
      answerSection.removeAttribute('aria-busy');
      showWhetherItHolds();
    }
  }
}

/** Shows an answer in place of the one before. `asked` is the content of the fields that it answers. */
function show({ first, rest }: PlaceNodes, asked: string, moves: 'to-answer' | 'focus' | undefined): void {
  answerSection.replaceChildren(changed, ...first);
  restSection.replaceChildren(...rest);
  answerSection.hidden = false;
  restSection.hidden = rest.length === 0;
  isAnswered = true;
  answeredFields = asked;
  announcement.textContent = ['#reponse-titre', '.where']
    .map((part) => answerSection.querySelector(part)?.textContent)
    .filter(Boolean)
    .join('. ');
  if (moves === 'focus') byId('reponse-titre').focus({ preventScroll: true });
  if (moves !== undefined) bringIntoView();
}

/** The answer about a quarter or a commune, chosen or typed; null where the place is another or an address. */
async function answerOfName(
  where: Where,
  { date, about, signal }: { date: string; about: Readonly<Record<string, unknown>>; signal: AbortSignal },
): Promise<{ readonly nodes: PlaceNodes; readonly place: NamedPlace | null } | null> {
  const { hasAddresses } = place;
  const isTyped = 'address' in where && where.citycode === undefined && !(isAnAddress && hasAddresses);
  if (!('named' in where || isTyped)) return null;
  const meant = 'named' in where ? [where.named] : await placesMeant(where.address, { date, hasAddresses, signal });
  if (meant === null || signal.aborted) return null;
  const [first] = meant;
  if (first === undefined) throw new ApiError(NO_SUCH_NAME, 400);
  const [{ quarterNodes, communeNodes, whichNodes }, generations, { schemes }] = await Promise.all([
    import('../answer/named-place.ts'),
    askGenerations(),
    schemeList,
  ]);
  const onPlace = (chosen: NamedPlace) => {
    place.takePlace(chosen);
    answer({ moves: 'focus' });
  };
  const searchAddresses = () => {
    if ('address' in where) place.type(where.address);
    isAnAddress = true;
    answer({ moves: 'focus' });
  };
  if (isTyped && (meant.length > 1 || first.match !== 'whole')) {
    const onAddress = hasAddresses && isTyped ? searchAddresses : null;
    return { nodes: whichNodes(meant, { onPlace, onAddress }), place: null };
  }
  const button = (text: string, onclick: () => void) => element('button', { type: 'button', onclick }, text);
  const ways = [
    ...(hasAddresses
      ? [
          isTyped
            ? button('Chercher parmi les adresses', searchAddresses)
            : button('Écrire une adresse', place.writeAddress),
          // Without addresses, the field offers it.
          button('Placer un point', place.placePoint),
        ]
      : []),
  ];
  if (first.type === 'commune') {
    const quarters = (await askPlaces('', date, signal)).filter(
      (one) => one.type === 'quarter' && one.communes.some(({ citycode }) => citycode === first.citycode),
    ) as NamedQuarter[];
    return { nodes: communeNodes(first, quarters, { ways, onPlace }), place: first };
  }
  const nodes = await quarterNodes(first, {
    date,
    latest: generations.at(-1)?.id,
    asked: project.schemes[0] ?? null,
    schemes: new Map(schemes.map((scheme) => [scheme.id, scheme])),
    question: about,
    ways,
  });
  return { nodes, place: first };
}

const NO_SUCH_NAME =
  'Aucun quartier ni aucune commune ne correspond à ce texte : placez un point sur la carte, ou choisissez un ' +
  'quartier dans la liste.';

/** Where addresses cannot be looked up, the page offers other ways before anything is typed. */
async function askWhetherAddresses(): Promise<void> {
  try {
    const { addresses } = await ask<{ addresses: 'available' | 'starting' | 'unavailable' }>('/v1/status');
    place.setHasAddresses(addresses !== 'unavailable');
  } catch {
    // An address is then tried as usual.
  }
}

/** Dims an answer whose question has changed, and marks it as such until a new one comes. */
function showWhetherItHolds(): void {
  const isPast = isAnswered && fieldsNow() !== answeredFields;
  for (const section of [answerSection, restSection]) section.classList.toggle('past', isPast);
  const text = isPast && pending === null ? PAST : '';
  if (changed.textContent === text) return;
  changed.textContent = text;
  if (text !== '') announcement.textContent = text;
}

const PAST = 'La question a changé : cette réponse est celle de la question précédente.';

function fieldsNow(): string {
  const values = [...form.elements].map((field) =>
    field instanceof HTMLInputElement && field.type === 'radio' ? field.checked : (field as HTMLInputElement).value,
  );
  return JSON.stringify([place.mode(), ...values]);
}

function backToCandidates(): void {
  if (typedBefore === null) return;
  place.type(typedBefore);
  answer({ moves: 'focus' });
}

/** Scrolls to the top of the answer, unless its first words are visible. */
function bringIntoView(): void {
  const { top, bottom } = (
    answerSection.querySelector('.problem') ??
    answerSection.querySelector('.headline') ??
    answerSection
  ).getBoundingClientRect();
  if (top >= 0 && bottom <= innerHeight) return;
  const isStill = matchMedia('(prefers-reduced-motion: reduce)').matches;
  answerSection.scrollIntoView({ block: 'start', behavior: isStill ? 'instant' : 'smooth' });
}

function readDate(): string | null {
  const isGiven = dateField.value !== '';
  showDateError(isGiven ? null : 'Une date est attendue : jour, mois et année.');
  return isGiven ? dateField.value : null;
}

function showDateError(message: string | null): void {
  const error = byId('date-erreur');
  error.textContent = message ?? '';
  error.hidden = message === null;
  if (message === null) dateField.removeAttribute('aria-invalid');
  else {
    dateField.setAttribute('aria-invalid', 'true');
    dateField.focus();
  }
}

/**
 * Shows what is wrong with a field below it, and everything else above the answer, which stays. Returns whether a field
 * has the focus.
 */
function showProblem(error: unknown): boolean {
  if (!(error instanceof ApiError)) console.error(error);
  const { message, errors, status } =
    error instanceof ApiError ? error : { message: UNEXPECTED, errors: [], status: 0 };
  const factOf = (path: string) => /^application\.(\w+)/.exec(path)?.[1] ?? '';
  const shown = facts.refuse(errors.map(({ path }) => factOf(path)));
  const isOfDate = errors.some(({ path }) => path === 'date');
  if (isOfDate) showDateError('Cette date n’est pas acceptée.');
  const ofPlace = errors.filter(({ path }) => path.startsWith('where'));
  if (ofPlace.length > 0) place.refuse(ofPlace.map(({ message: text }) => text));
  const others = errors.filter(
    ({ path }) => !(path.startsWith('where') || path === 'date' || shown.includes(factOf(path))),
  );
  const isByAField = errors.length > 0 && others.length < errors.length;
  answerSection.querySelector('.problem')?.remove();
  const problem = element(
    'div',
    { class: 'notice bad problem', role: 'alert' },
    element(
      'h2',
      { id: isAnswered ? null : 'reponse-titre' },
      status === 400 ? 'La question est à corriger' : 'Le service n’a pas pu répondre',
    ),
    element('p', {}, isByAField && others.length === 0 ? 'Ce qui est attendu est écrit sous le champ.' : message),
    others.length > 0 ? element('ul', {}, ...others.map(({ message: text }) => element('li', {}, text))) : null,
  );
  answerSection.hidden = false;
  if (isAnswered) answerSection.prepend(problem);
  else {
    restSection.hidden = true;
    announcement.textContent = '';
    answerSection.replaceChildren(problem);
  }
  return isByAField;
}

const UNEXPECTED = 'Une erreur imprévue est survenue dans la page : rechargez-la, et réessayez.';

/** The map, once it has loaded; the page works without it. */
function openMapLater() {
  const container = byId('carte');
  const opening = import('../map/map.ts').then(({ openMap }) =>
    openMap(container, { label: 'Carte des quartiers et du lieu' }),
  );
  opening.catch(() => container.replaceChildren(element('p', {}, 'La carte n’a pas pu être chargée.')));
  const opened = opening.then(async (site) => {
    site.onPick((point) => place.pick(point));
    site.link(answerSection);
    await site.showDate(dateField.value);
    return site;
  });
  const later = (work: (site: SiteMap) => unknown) => {
    opened.then(work).catch((error: unknown) => console.warn(error));
  };
  return {
    showDate: (date: string) => later((site) => site.showDate(date)),
    drawShape: (kind: ShapeKind) => opened.then((site) => site.drawShape(kind)).catch(() => null),
    showNamed(named: NamedPlace | null) {
      later((site) => {
        site.showPlace(null);
        if (named?.type === 'quarter') site.lookAt([named.id]);
        else if (named?.bbox) site.showBox(named.bbox);
      });
    },
    showAnswer({ situation, address, candidates = [] }: EligibilityAnswer, where: Where) {
      later((site) => {
        if ('geometry' in where) {
          const box = boxAround(verticesOf(where.geometry))!;
          const middle = { lon: (box[0] + box[2]) / 2, lat: (box[1] + box[3]) / 2 };
          site.showPlace({ ...middle, uncertainty: 0, label: null, shape: where.geometry });
          return;
        }
        const isOneOfSeveral = candidates.length > 1 && situation.certainty === 'review';
        if (isOneOfSeveral) {
          site.showCandidates(candidates);
          return;
        }
        const point = address ?? situation.point;
        // A single distance does not describe a street or a commune.
        const zones = isExtent(namedAs(address)) ? undefined : aroundPoint(situation.zones);
        site.showPlace(point ? { ...point, label: address?.label ?? null } : null, zones);
      });
    },
  };
}
