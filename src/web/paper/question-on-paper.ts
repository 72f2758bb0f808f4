import { longDate } from '../../french/dates.ts';
import { todayInParis } from '../../french/day.ts';
import { degrees } from '../../french/numbers.ts';
import { factsInWords } from '../../proof/facts-in-words.ts';
import { aroundPoint, type EligibilityAnswer } from '../answers.ts';
import { element } from '../dom.ts';
import { verticesOf } from '../map/shape.ts';
import { askQuarters, type Position } from '../quarters/quarter.ts';
import type { Where } from '../question/place-field.ts';
import type { Project } from '../question/projects.ts';
import { smallMap, viewAround } from './small-map.ts';

/**
 * Heads a printed answer: who asks, for what, where, the date, what was declared, and a small map. The map is added
 * when the quarters have come; without them, the rest is printed.
 */
export function questionOnPaper(project: Project, question: AskedQuestion, answer: EligibilityAnswer): HTMLElement {
  const { where, date, application } = question;
  const declared = factsInWords(application).map(({ name, value }) => `${name} : ${value}`);
  const lines: readonly (readonly [string, string | null])[] = [
    ['Qui demande, pour quoi', project.label],
    ['address' in where || project.place !== 'Adresse' ? project.place : 'Lieu', placeInWords(where, answer)],
    [project.date, longDate(date)],
    ['Déclaré, sans être vérifié', declared.length > 0 ? declared.join(' ; ') : null],
    ['Imprimé le', longDate(todayInParis())],
  ];
  const sheet = element(
    'div',
    { class: 'print-only question-on-paper' },
    element(
      'dl',
      {},
      ...lines.flatMap(([name, value]) =>
        value === null ? [] : [element('div', {}, element('dt', {}, name), element('dd', {}, value))],
      ),
    ),
  );
  mapOf(question, answer).then(
    (map) => map && sheet.append(map),
    (error: unknown) => console.warn(error),
  );
  return sheet;
}

/** The body of a question, as sent to `POST /v1/eligibility`. */
export interface AskedQuestion {
  readonly where: Where;
  readonly date: string;
  readonly application: Readonly<Record<string, unknown>>;
}

function placeInWords(where: AskedQuestion['where'], { address, situation }: EligibilityAnswer): string {
  if (address) return address.label;
  if ('address' in where) return where.address;
  if ('geometry' in where) return 'le tracé dessiné ou donné';
  const { point } = situation;
  return point === undefined ? '' : `${degrees(point.lat)} de latitude, ${degrees(point.lon)} de longitude`;
}

async function mapOf({ where, date }: AskedQuestion, answer: EligibilityAnswer): Promise<HTMLElement | null> {
  const { address, candidates = [], situation } = answer;
  const outline = 'geometry' in where ? where.geometry : null;
  const isOneOfSeveral = candidates.length > 1 && situation.certainty === 'review';
  const place = address ?? situation.point;
  const found = isOneOfSeveral ? candidates : (address?.positions ?? (place ? [place] : []));
  const positions = outline === null ? found.map(({ lon, lat }): Position => [lon, lat]) : [];
  const around = outline === null ? positions : verticesOf(outline);
  const distance = Math.abs(aroundPoint(situation.zones)[0]?.boundaryDistance ?? 0);
  const view = viewAround(around, Math.min(FARTHEST, Math.max(NEAREST, distance * 1.3)));
  if (view === null || situation.generation === null) return null;
  const quarters = await askQuarters({ date, bbox: viewAround(around, FARTHEST * 2) });
  const label = 'Plan du lieu et des quartiers proches, le nord en haut';
  return smallMap({ view, quarters, outline, marks: { positions, areNumbered: isOneOfSeveral }, label });
}

/** Metres shown around a place. */
const NEAREST = 300;
const FARTHEST = 1000;
