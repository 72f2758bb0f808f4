import type { Applicant, Application, Category } from '../../rules/application.ts';
import { frenchDate, frenchFigure } from '../../rules/sentence.ts';
import { footprintOf } from '../footprint.ts';
import type { Proof } from '../proof.ts';
import { typedAddress } from '../typed-address.ts';

/** What was asked, as far as it is shown: where and when, then the facts that were stated. */
export function questionInWords(
  { question, place, answer }: Proof,
  schemeLabels: ReadonlyMap<string, string>,
): { readonly asked: readonly Asked[]; readonly facts: readonly Asked[] } {
  const body = question.body as Record<string, unknown>;
  const { where, residence, application, ...others } = body;
  const told = (where ?? residence ?? body) as { citycode?: unknown };
  const typed = typedAddress(question);
  const rows: Asked[] = [];
  if (place !== null) {
    const label = place.address ?? typed;
    if (label !== null) rows.push({ name: 'Adresse', value: label });
    if (typed !== null && label !== null && folded(typed) !== folded(label)) {
      rows.push({ name: 'Adresse saisie', value: `« ${typed} »` });
    }
    rows.push({ name: 'Position', value: positionInWords(place) });
  } else if (footprintOf(body) !== null) {
    rows.push({ name: 'Lieu', value: 'le tracé que porte la pièce jointe' });
  } else if (typed !== null) {
    rows.push({ name: 'Adresse saisie', value: `« ${typed} », non trouvée` });
  } else rows.push({ name: 'Lieu', value: 'non indiqué' });
  if (isText(told.citycode)) rows.push({ name: 'Commune déclarée', value: `code INSEE ${told.citycode}` });
  rows.push({ name: DATE_NAMES[question.kind], value: frenchDate(answer.date) });
  const schemes = [...(Array.isArray(body.schemes) ? body.schemes : []), body.scheme].filter(isText);
  if (schemes.length > 0) {
    const labels = schemes.map((id) => schemeLabels.get(id) ?? id);
    const value = labels.length > MOST_SCHEMES ? `${labels.length}, ceux dont la réponse suit` : labels.join(' ; ');
    rows.push({ name: labels.length > 1 ? 'Dispositifs' : 'Dispositif', value });
  }
  return { asked: rows, facts: factsInWords({ ...others, ...(application as object | null | undefined) }) };
}

const MOST_SCHEMES = 3;

/** A French name and what stands for it. */
export interface Asked {
  readonly name: string;
  readonly value: string;
}

const DATE_NAMES: Readonly<Record<Proof['question']['kind'], string>> = {
  eligibility: 'À la date du',
  'adulte-relais': 'Embauche le',
  'address-eligibility': 'À la date du',
};

function positionInWords({ lon, lat, uncertainty }: NonNullable<Proof['place']>): string {
  const degrees = `${sixDecimals.format(Math.abs(lat))}° ${lat < 0 ? 'S' : 'N'}, ${sixDecimals.format(Math.abs(lon))}° ${lon < 0 ? 'O' : 'E'}`;
  return uncertainty > 0 ? `${degrees}, à ${frenchFigure(uncertainty, 'metres')} près` : degrees;
}

const sixDecimals = new Intl.NumberFormat('fr-FR', { maximumFractionDigits: 6, minimumFractionDigits: 5 });

/** Each known fact by its French name; one that is not known here is in the attachment only. */
function factsInWords(facts: Readonly<Record<string, unknown>>): Asked[] {
  return Object.entries(FACTS).flatMap(([fact, { name, words }]) => {
    const value = facts[fact];
    return value === undefined || value === null ? [] : [{ name, value: words(value) }];
  });
}

interface Fact {
  readonly name: string;
  readonly words: (value: unknown) => string;
}

const yesOrNo = (value: unknown) => (value === true ? 'oui' : 'non');
const euros = (value: unknown) => frenchFigure(Number(value), 'EUR');
const share = (value: unknown) => frenchFigure(Math.round(Number(value) * 10_000) / 100, 'percent');
const as = (value: unknown) => String(value);
const oneOf = (words: Readonly<Record<string, string>>) => (value: unknown) => words[String(value)] ?? String(value);

const APPLICANTS: Readonly<Record<Applicant, string>> = {
  association: 'association',
  'local-association': 'association locale',
  'conseil-citoyen': 'conseil citoyen',
  commune: 'commune',
  ccas: 'CCAS',
  epci: 'intercommunalité',
  'training-operator': 'opérateur de formation',
  landlord: 'bailleur',
  company: 'entreprise',
  'public-employer': 'employeur public',
  individual: 'particulier',
};

const CATEGORIES: Readonly<Record<Category, string>> = {
  'public-space': 'espace public',
  heritage: 'patrimoine',
  'public-service': 'service public',
  roads: 'voirie',
  'tarmac-car-park': 'parc de stationnement en enrobé',
  'rain-water': 'eaux pluviales',
};

const FACTS = {
  applicant: { name: 'Demandeur', words: oneOf(APPLICANTS) },
  programmeYear: { name: 'Année de l’appel à projets', words: as },
  expenses: { name: 'Dépenses éligibles', words: euros },
  subsidies: { name: 'Autres subventions publiques', words: euros },
  communeShare: { name: 'Participation de la commune', words: euros },
  actionYear: {
    name: 'Année de l’action',
    words: oneOf({ 1: 'la première', 2: 'la deuxième', 3: 'la troisième' }),
  },
  publicShareFromQpv: { name: 'Public habitant un QPV', words: share },
  publicShareFromQic: { name: 'Public habitant un QIC', words: share },
  excludedNature: {
    name: 'Action commerciale, religieuse, politique, syndicale ou en temps scolaire',
    words: yesOrNo,
  },
  investment: { name: 'Investissement', words: yesOrNo },
  category: { name: 'Travaux', words: oneOf(CATEGORIES) },
  ordinaryFundGranted: { name: 'Fonds de concours ordinaire accordé', words: yesOrNo },
  ageConditionMet: { name: 'Condition d’âge remplie', words: yesOrNo },
  withoutEmployment: { name: 'Sans emploi, ou en fin de contrat aidé', words: yesOrNo },
  postAgreed: { name: 'Poste prévu par une convention avec l’État', words: yesOrNo },
  jobSeeker: { name: 'Inscription comme demandeur d’emploi', words: yesOrNo },
  contract: { name: 'Contrat', words: (value) => String(value).toUpperCase() },
  contractMonths: { name: 'Durée du contrat', words: (value) => frenchFigure(Number(value), 'months') },
  contractAndConventionSigned: { name: 'Contrat et convention signés', words: yesOrNo },
  addressOnLimitStreet: { name: 'Adresse sur une rue qui est la limite', words: yesOrNo },
  streetSide: {
    name: 'Côté de la rue',
    words: oneOf({ inner: 'celui du quartier', outer: 'l’autre côté', unknown: 'inconnu' }),
  },
} as const satisfies Record<keyof Application | 'streetSide', Fact>;

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

/** What two spellings of an address share. */
function folded(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\d]+/gu, ' ')
    .trim();
}
