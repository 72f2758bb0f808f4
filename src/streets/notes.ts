import type { StreetInZone } from '../address/local/ledger.ts';
import type { LocalAddresses } from '../address/local/local-addresses.ts';
import { shortDate } from '../french/dates.ts';
import { departementsLabel } from '../french/labels.ts';
import { noGeneration } from '../situation/reasons.ts';
import type { Reason } from '../situation/situation.ts';
import { territoryOf } from '../zones/territories.ts';
import type { Zone } from '../zones/zone.ts';
import { type DrawnZone, isWithin, type Zones } from '../zones/zones.ts';

/** Returns the notes of a list of streets: its sources, its terms, its limits. */
export function notesOf(
  { citycode, found, met, unknown, elsewhere }: Findings,
  date: string,
  { communes, territories }: Zones,
  { about: { loadedOn, departements } }: Pick<LocalAddresses, 'about'>,
): Reason[] {
  const communeNames = (citycodes: readonly string[]) =>
    citycodes.map((citycode) => communes.nameOf(citycode) ?? citycode).join(', ');
  const notes: Reason[] = [
    {
      code: 'streets-with-addresses',
      message:
        'Les voies et leurs numéros sont ceux de la Base Adresse Nationale chargée le ' +
        `${shortDate(loadedOn)} (${departementsLabel(departements)}). Une voie sans aucune adresse n’y figure ` +
        'pas : elle ne peut pas être listée ici.',
    },
  ];
  const add = (code: string, message: string) => notes.push({ code, message });
  if (found.length > 0) {
    add(
      'known-numbers',
      'Une voie est dite entièrement dans un quartier quand tous ses numéros connus y sont. « 1 à 15 » : tous les ' +
        'numéros connus de ce côté, du premier au dernier.',
    );
  }
  if (elsewhere.length > 0) {
    add(
      'addresses-not-loaded',
      `Le quartier s’étend sur des communes dont les adresses ne sont pas chargées : ${communeNames(elsewhere)}. ` +
        'Leurs voies manquent ici.',
    );
  }
  if (found.some(({ status }) => status === 'limit')) {
    add(
      'limit-street',
      'En limite : la limite du quartier suit la voie, les numéros d’un côté sont dedans, ceux de l’autre ' +
        'au-dehors. Un côté sans numéro connu ne se voit pas.',
    );
  }
  if (found.some(({ numbers }) => numbers.review > 0)) {
    add(
      'review-numbers',
      'À examiner : la position de ces numéros n’est pas assez sûre pour dire de quel côté de la limite ils sont. ' +
        'Ils ne sont comptés ni dedans ni dehors.',
    );
  }
  if (found.some(({ inside, review }) => [inside, review].some(hasMadeUp))) {
    add(
      'made-up-numbers',
      'Fictif : à partir de 5000, un numéro est celui que l’administration fiscale donne à ce que la commune n’a ' +
        'pas numéroté.',
    );
  }
  for (const { zone, drawn } of met) {
    for (const { code, message } of zone.doubts.filter((doubt) => isWithin(date, doubt))) {
      if (!notes.some((note) => note.code === code)) add(code, message);
    }
    if (drawn?.perimeter.status === 'indicative') {
      add('indicative-perimeter', `Le périmètre du quartier « ${zone.name} » (${zone.id}) est indicatif.`);
    }
  }
  for (const cause of unknown) {
    if (cause === 'coverage') {
      add(
        'coverage',
        'Des voies sont hors du territoire où les quartiers chargés sont complets, ou à son bord : un quartier ' +
          'que le service ne connaît pas peut les contenir ou en être proche.',
      );
    } else if (cause === 'no-generation') {
      add(cause, noGeneration(date, citycode === undefined ? null : territoryOf(territories, citycode)));
    } else {
      add(
        'missing-perimeter',
        `Le périmètre du quartier « ${cause.name} » (${cause.id}) n’est pas disponible : des voies de ` +
          `${communeNames(cause.communes)} peuvent s’y trouver, ou en être proches.`,
      );
    }
  }
  return notes;
}

export interface Findings {
  /** The commune of the list, where it is of one. */
  readonly citycode?: string;
  readonly found: readonly StreetInZone[];
  /** The zones of the list. */
  readonly met: readonly { readonly zone: Zone; readonly drawn: DrawnZone | null }[];
  /** Zones that could change the result for a street: zones without a perimeter, or zones that are not loaded. */
  readonly unknown: readonly (Zone | 'coverage' | 'no-generation')[];
  /** INSEE codes of communes without loaded addresses. */
  readonly elsewhere: readonly string[];
}

function hasMadeUp({ odd, even }: StreetInZone['inside']): boolean {
  return [...odd, ...even].some((range) => range.endsWith('(fictif)'));
}
