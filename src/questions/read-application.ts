import { type Application, applicants, categories } from '../rules/application.ts';
import type { PointPlace } from '../situation/situation.ts';
import type { Faults } from './faults.ts';
import { Fields } from './fields.ts';

/** Reads the facts of an application, all optional; `streetSide` is apart, since it tells of the place. */
export function readApplication(value: unknown, path: string, faults: Faults): ReadApplication {
  if (value === undefined) return { application: {}, streetSide: undefined };
  const fields = new Fields(value, path, faults);
  const euros = (name: string) => fields.number(name, 0, MOST_EUROS, `un montant en euros, de 0 à ${MOST_EUROS},`);
  const share = (name: string) => fields.number(name, 0, 1, 'une part de 0 à 1');
  const facts = {
    applicant: fields.oneOf('applicant', applicants),
    programmeYear: fields.integer('programmeYear', 2000, 2100, 'une année, de 2000 à 2100,'),
    expenses: euros('expenses'),
    subsidies: euros('subsidies'),
    communeShare: euros('communeShare'),
    actionYear: fields.integer('actionYear', 1, 3, 'une année de l’action, 1, 2 ou 3,'),
    publicShareFromQpv: share('publicShareFromQpv'),
    publicShareFromQic: share('publicShareFromQic'),
    excludedNature: fields.boolean('excludedNature'),
    investment: fields.boolean('investment'),
    category: fields.oneOf('category', categories),
    ordinaryFundGranted: fields.boolean('ordinaryFundGranted'),
    ageConditionMet: fields.boolean('ageConditionMet'),
    withoutEmployment: fields.boolean('withoutEmployment'),
    postAgreed: fields.boolean('postAgreed'),
    jobSeeker: fields.boolean('jobSeeker'),
    contract: fields.oneOf('contract', ['cdi', 'cdd']),
    contractMonths: fields.number('contractMonths', 0, 1200, 'un nombre de mois, de 0 à 1200,'),
    contractAndConventionSigned: fields.boolean('contractAndConventionSigned'),
    addressOnLimitStreet: fields.boolean('addressOnLimitStreet'),
  } satisfies Record<keyof Application, unknown>;
  const streetSide = fields.oneOf('streetSide', ['inner', 'outer', 'unknown']);
  fields.close();
  return { application: givenOnly(facts), streetSide };
}

export interface ReadApplication {
  readonly application: Application;
  readonly streetSide: PointPlace['streetSide'];
}

const MOST_EUROS = 1_000_000_000;

/** A fact that is not given is absent, never undefined. */
export function givenOnly(facts: Readonly<Record<string, unknown>>): Application {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
}
