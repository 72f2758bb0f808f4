/** The facts of an application, all optional. A missing fact becomes a condition to prove, never a refusal. */
export interface Application {
  readonly applicant?: Applicant;
  /** Year of the call that the action answers; the year of the date when absent. */
  readonly programmeYear?: number;
  /** EUR. */
  readonly expenses?: number;
  /** EUR, public subsidies from others. */
  readonly subsidies?: number;
  /** EUR. */
  readonly communeShare?: number;
  readonly actionYear?: 1 | 2 | 3;
  /** 0 to 1. */
  readonly publicShareFromQpv?: number;
  readonly publicShareFromQic?: number;
  /** Commercial, religious, political or union. */
  readonly excludedNature?: boolean;
  /** `co-built`: in school time, built and led together with the school. */
  readonly schoolTime?: SchoolTime;
  /** The axis of the Fonds de cohésion sociale that the action answers. */
  readonly fcsAxis?: 1 | 2 | 3 | 4 | 5;
  readonly investment?: boolean;
  readonly category?: Category;
  readonly ordinaryFundGranted?: boolean;
  readonly ageConditionMet?: boolean;
  /** Unemployed, or in an assisted contract that is ending: either meets the condition. */
  readonly withoutEmployment?: boolean;
  readonly postAgreed?: boolean;
  readonly jobSeeker?: boolean;
  /** At the signature of the contract; asked as yes or no, never as a date of birth. */
  readonly underTwentySix?: boolean;
  readonly contract?: 'cdi' | 'cdd';
  readonly contractMonths?: number;
  readonly contractAndConventionSigned?: boolean;
  readonly addressOnLimitStreet?: boolean;
  /** The collège of the child or of the action; `other` for one outside the networks of the contract. */
  readonly college?: College;
}

export const applicants = [
  'association',
  'local-association',
  'conseil-citoyen',
  'commune',
  'ccas',
  'epci',
  'training-operator',
  'landlord',
  'company',
  'public-employer',
  'individual',
] as const;
export type Applicant = (typeof applicants)[number];

export const categories = [
  'public-space',
  'heritage',
  'public-service',
  'roads',
  'tarmac-car-park',
  'rain-water',
] as const;
export type Category = (typeof categories)[number];

export const schoolTimes = ['no', 'co-built', 'yes'] as const;
export type SchoolTime = (typeof schoolTimes)[number];

/** The collèges of the priority education networks (contrat de ville 2024, Éducation nationale), and any other. */
export const colleges = [
  'lavoisier-auchel',
  'sevigne-auchel',
  'joliot-curie-auchy-les-mines',
  'verlaine-bethune',
  'camus-bruay-la-buissiere',
  'signoret-bruay-la-buissiere',
  'joliot-curie-calonne-ricouart',
  'wallon-divion',
  'lagrange-lillers',
  'anatole-france-noeux-les-mines',
  'other',
] as const;
export type College = (typeof colleges)[number];

/**
 * Side of a street that limits a quarter, on which an address lies. It describes the place, but is given with the
 * facts.
 */
export const streetSides = ['inner', 'outer', 'unknown'] as const;
export type StreetSide = (typeof streetSides)[number];

/** Type and allowed values of a fact. `Application` gives the units of numbers. */
export type FactType =
  | { readonly kind: 'yes-no' }
  | { readonly kind: 'choice'; readonly values: readonly string[] }
  | {
      readonly kind: 'number';
      readonly least: number;
      readonly most: number;
      readonly isWhole?: true;
      /** Sign that may follow the number in a text. A percentage is another way to write a share. */
      readonly sign?: '%' | '€';
      /** Description in French: « une part de 0 à 1 ». */
      readonly what: string;
      readonly isFeminine?: true;
    };

export type FactValue = boolean | number | string;

const yesNo: FactType = { kind: 'yes-no' };
const euros: FactType = {
  kind: 'number',
  least: 0,
  most: 1_000_000_000,
  sign: '€',
  what: 'un montant en euros de 0 à un milliard',
};
const share: FactType = {
  kind: 'number',
  least: 0,
  most: 1,
  sign: '%',
  what: 'une part de 0 à 1',
  isFeminine: true,
};
const oneOf = (values: readonly string[]): FactType => ({ kind: 'choice', values });

/** Every fact that a rule may name. A scheme that names another one is refused at load. */
export const facts: Readonly<Record<keyof Application, FactType>> = {
  applicant: oneOf(applicants),
  programmeYear: {
    kind: 'number',
    least: 2000,
    most: 2100,
    isWhole: true,
    what: 'une année de 2000 à 2100',
    isFeminine: true,
  },
  expenses: euros,
  subsidies: euros,
  communeShare: euros,
  actionYear: {
    kind: 'number',
    least: 1,
    most: 3,
    isWhole: true,
    what: 'une année de l’action, 1, 2 ou 3',
    isFeminine: true,
  },
  publicShareFromQpv: share,
  publicShareFromQic: share,
  excludedNature: yesNo,
  schoolTime: oneOf(schoolTimes),
  fcsAxis: {
    kind: 'number',
    least: 1,
    most: 5,
    isWhole: true,
    what: 'un axe du fonds de cohésion sociale, de 1 à 5',
  },
  investment: yesNo,
  category: oneOf(categories),
  ordinaryFundGranted: yesNo,
  ageConditionMet: yesNo,
  withoutEmployment: yesNo,
  postAgreed: yesNo,
  jobSeeker: yesNo,
  underTwentySix: yesNo,
  contract: oneOf(['cdi', 'cdd']),
  contractMonths: {
    kind: 'number',
    least: 0,
    most: 1200,
    what: 'un nombre de mois de 0 à 1200',
  },
  contractAndConventionSigned: yesNo,
  addressOnLimitStreet: yesNo,
  college: oneOf(colleges),
};

export type Fact = keyof typeof facts;

/** Everything that a question may declare: the facts, and the side of the street. */
export const declarations: Readonly<Record<Fact | 'streetSide', FactType>> = {
  ...facts,
  streetSide: oneOf(streetSides),
};

export type Declaration = keyof typeof declarations;

/** Declared values: the facts that rules test, and the declaration about the place. */
export interface Declared {
  readonly application: Application;
  readonly streetSide: StreetSide | undefined;
}

/** Builds the declared values from values by name. Undefined values are left out. */
export function declaredFrom(values: Readonly<Partial<Record<Declaration, FactValue | undefined>>>): Declared {
  const { streetSide, ...ofTheApplication } = values;
  return { application: givenOnly(ofTheApplication), streetSide: streetSide as StreetSide | undefined };
}

/** Keeps the facts that are given: a missing fact is absent, never undefined. */
export function givenOnly(values: Readonly<Record<string, FactValue | undefined>>): Application {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

/** Adds `addressOnLimitStreet` where the data shows it, unless the applicant gave that fact. */
export function withLimitStreet(application: Application, isOnLimitStreet: boolean): Application {
  return isOnLimitStreet && application.addressOnLimitStreet === undefined
    ? { ...application, addressOnLimitStreet: true }
    : application;
}
