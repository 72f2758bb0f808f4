import { quantity } from '../french/numbers.ts';
import type { Applicant, Application, Category, College, SchoolTime } from '../rules/application.ts';

/** Lists the declared facts that have French names, for the printed proof and for the page that checks it. */
export function factsInWords(facts: Readonly<Record<string, unknown>>): Asked[] {
  return Object.entries(FACTS).flatMap(([fact, { name, words }]) => {
    const value = facts[fact];
    return value === undefined || value === null ? [] : [{ name, value: words(value) }];
  });
}

/** Whether a fact has a French name. */
export function hasWords(fact: string): boolean {
  return Object.hasOwn(FACTS, fact);
}

/** A French name and its value. */
export interface Asked {
  readonly name: string;
  readonly value: string;
}

interface Fact {
  readonly name: string;
  readonly words: (value: unknown) => string;
}

const yesOrNo = (value: unknown) => (value === true ? 'oui' : 'non');
const euros = (value: unknown) => quantity(Number(value), 'EUR');
const share = (value: unknown) => quantity(Math.round(Number(value) * 10_000) / 100, 'percent');
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

const SCHOOL_TIMES: Readonly<Record<SchoolTime, string>> = {
  no: 'non',
  'co-built': 'oui, action construite et menée avec l’établissement',
  yes: 'oui',
};

const COLLEGES: Readonly<Record<College, string>> = {
  'lavoisier-auchel': 'Lavoisier (Auchel)',
  'sevigne-auchel': 'Sévigné (Auchel)',
  'joliot-curie-auchy-les-mines': 'Joliot-Curie (Auchy-les-Mines)',
  'verlaine-bethune': 'Verlaine (Béthune)',
  'camus-bruay-la-buissiere': 'Camus (Bruay-la-Buissière)',
  'signoret-bruay-la-buissiere': 'Signoret (Bruay-la-Buissière)',
  'joliot-curie-calonne-ricouart': 'Joliot-Curie (Calonne-Ricouart)',
  'wallon-divion': 'Wallon (Divion)',
  'lagrange-lillers': 'Léo Lagrange (Lillers)',
  'anatole-france-noeux-les-mines': 'Anatole France (Nœux-les-Mines)',
  other: 'un autre',
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
    name: 'Action commerciale, religieuse, politique ou syndicale',
    words: yesOrNo,
  },
  schoolTime: { name: 'Action pendant le temps scolaire', words: oneOf(SCHOOL_TIMES) },
  fcsAxis: { name: 'Axe du fonds de cohésion sociale', words: as },
  investment: { name: 'Investissement', words: yesOrNo },
  category: { name: 'Travaux', words: oneOf(CATEGORIES) },
  ordinaryFundGranted: { name: 'Fonds de concours ordinaire accordé', words: yesOrNo },
  ageConditionMet: { name: 'Condition d’âge remplie', words: yesOrNo },
  withoutEmployment: { name: 'Sans emploi, ou en fin de contrat aidé', words: yesOrNo },
  postAgreed: { name: 'Poste prévu par une convention avec l’État', words: yesOrNo },
  jobSeeker: { name: 'Inscription comme demandeur d’emploi', words: yesOrNo },
  underTwentySix: { name: 'Moins de 26 ans à la signature', words: yesOrNo },
  contract: { name: 'Contrat', words: (value) => String(value).toUpperCase() },
  contractMonths: { name: 'Durée du contrat', words: (value) => quantity(Number(value), 'months') },
  contractAndConventionSigned: { name: 'Contrat et convention signés', words: yesOrNo },
  addressOnLimitStreet: { name: 'Adresse sur une rue qui est la limite', words: yesOrNo },
  college: { name: 'Collège', words: oneOf(COLLEGES) },
  streetSide: {
    name: 'Côté de la rue',
    words: oneOf({ inner: 'celui du quartier', outer: 'l’autre côté', unknown: 'inconnu' }),
  },
} as const satisfies Record<keyof Application | 'streetSide', Fact>;
