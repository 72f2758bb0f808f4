/** The facts of an application, all optional: what is not given becomes a condition to prove, never a refusal. */
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
  /** Commercial, religious, political, union or in school time. */
  readonly excludedNature?: boolean;
  readonly investment?: boolean;
  readonly category?: Category;
  readonly ordinaryFundGranted?: boolean;
  readonly ageConditionMet?: boolean;
  /** Out of work, or in an assisted contract that is being ended: either meets the condition. */
  readonly withoutEmployment?: boolean;
  readonly postAgreed?: boolean;
  readonly jobSeeker?: boolean;
  readonly contract?: 'cdi' | 'cdd';
  readonly contractMonths?: number;
  readonly contractAndConventionSigned?: boolean;
  readonly addressOnLimitStreet?: boolean;
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

/** How a fact is given: the units of numbers are those of `Application`. */
export type FactType = 'boolean' | 'number' | 'share' | readonly string[];

/** Every fact that a rule may name; a scheme that names another one is not loaded. */
export const facts = {
  applicant: applicants,
  programmeYear: 'number',
  expenses: 'number',
  subsidies: 'number',
  communeShare: 'number',
  actionYear: 'number',
  publicShareFromQpv: 'share',
  publicShareFromQic: 'share',
  excludedNature: 'boolean',
  investment: 'boolean',
  category: categories,
  ordinaryFundGranted: 'boolean',
  ageConditionMet: 'boolean',
  withoutEmployment: 'boolean',
  postAgreed: 'boolean',
  jobSeeker: 'boolean',
  contract: ['cdi', 'cdd'],
  contractMonths: 'number',
  contractAndConventionSigned: 'boolean',
  addressOnLimitStreet: 'boolean',
} as const satisfies Record<keyof Application, FactType>;

export type Fact = keyof typeof facts;
