import { quantity } from '../../french/numbers.ts';
import { inForce } from '../../rules/history.ts';
import type { Rulebook } from '../../rules/load-rulebook.ts';
import { legalDay } from '../../rules/plan.ts';
import type { Row, Scheme } from '../../rules/scheme.ts';
import { fill } from '../../rules/template.ts';
import { valueInForce } from '../../rules/value.ts';
import { filingOf } from './filing.ts';

/**
 * Returns a scheme as it is on a date (`YYYY-MM-DD`), as JSON to read: figures, conditions and their references,
 * without history.
 */
export function schemeOnDate(scheme: Scheme, date: string, rulebook: Rulebook) {
  const day = legalDay(scheme, {}, date);
  const values = valuesOn(scheme, day);
  const words = Object.fromEntries(values.map(({ name, value, unit }) => [name, quantity(value, unit)]));
  const isAsked = ({ from, until }: { from?: string | undefined; until?: string | undefined }) =>
    (from === undefined || from <= day) && (until === undefined || day <= until);
  const period = inForce(scheme.period, day);
  const geography = inForce(scheme.geography, day);
  const communes = inForce(scheme.communes ?? [], day);
  const { id, label, summary, verifiedOn, place, applicants } = scheme;
  return {
    ...{ id, label, summary, verifiedOn, date, place },
    period: period && {
      status: period.value,
      because: period.because ? fill(period.because.message, words) : null,
      ...cited(period),
    },
    applicants: applicants
      ? {
          eligible: applicants.eligible,
          excluded: applicants.excluded,
          openTo: applicants.openTo,
          ...cited(applicants),
        }
      : null,
    values,
    geography: geography && {
      rows: geography.rows.map((row) => toRowBody(row, values, words)),
      elsewhere: geography.elsewhere.verdict,
      ...cited(geography),
    },
    communes: communes && {
      allowed: communes.allowed === 'agglomeration' ? communes.allowed : communes.allowed.map(({ code }) => code),
      restOfAgglomeration: communes.restOfAgglomeration?.verdict ?? null,
      neighbours: communes.neighbours
        ? { communes: communes.neighbours.communes.map(({ code }) => code), verdict: communes.neighbours.verdict }
        : null,
      otherwise: communes.otherwise,
      ...cited(communes),
    },
    conditions: scheme.conditions.filter(isAsked).map((condition) => ({
      code: condition.code,
      message: fill(condition.prove ?? condition.unmet ?? '', words),
      fact: condition.fact ?? null,
      ...cited(condition),
    })),
    notices: (scheme.notices ?? [])
      .filter(isAsked)
      .map((notice) => ({ code: notice.code, message: fill(notice.message, words), ...cited(notice) })),
    amount: amountOn(scheme, day, words),
    filing: filingOf(scheme, rulebook, null),
    whomToAsk: scheme.whomToAsk.map((code) => rulebook.services.get(code)).filter((service) => service !== undefined),
  };
}

/** One row of the geography table, its distances in metres. */
function toRowBody(row: Row, values: ReturnType<typeof valuesOn>, words: Readonly<Record<string, string>>) {
  const metres = (name: string | undefined) => values.find((value) => value.name === name)?.value ?? null;
  return {
    zone: row.zone ?? null,
    only: row.only ?? null,
    departments: row.departments ?? null,
    extent: row.extent ?? null,
    former: row.former ?? false,
    inside: row.inside ?? false,
    entirelyInside: row.entirelyInside ?? false,
    closerThan: metres(row.closerThan),
    entirelyCloserThan: metres(row.entirelyCloserThan),
    partlyCloserThan: metres(row.partlyCloserThan),
    when: row.when ?? null,
    unless: row.unless ?? null,
    unknown: row.unknown ?? null,
    verdict: row.verdict,
    because: row.because ? fill(row.because.message, words) : null,
  };
}

function valuesOn(scheme: Scheme, day: string) {
  return Object.entries(scheme.values ?? {}).flatMap(([name, { label }]) => {
    const figure = valueInForce(scheme, name, day);
    if (figure === null) return [];
    const { value, unit, statedFor } = figure;
    return [{ name, label, value, unit, statedFor: statedFor ?? null, ...cited(figure) }];
  });
}

function amountOn(scheme: Scheme, day: string, words: Readonly<Record<string, string>>) {
  const standing = scheme.amount && inForce(scheme.amount.standing, day);
  if (!scheme.amount || !standing) return null;
  return {
    status: standing.value,
    statedFor: standing.statedFor ?? null,
    onlyFor: scheme.amount.onlyFor ?? null,
    atMost: scheme.amount.bounds.map((bound) => fill(bound.label, words)),
    ...cited(standing),
  };
}

function cited({ reference, publishedOn }: { reference: string; publishedOn?: string | undefined }) {
  return { reference, publishedOn: publishedOn ?? null };
}
