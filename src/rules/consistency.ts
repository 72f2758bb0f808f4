import { type Fact, facts } from './application.ts';
import type { Given, Scheme, Unit } from './scheme.ts';
import { placeholders } from './sentence.ts';

/** What does not hold together in a file whose every part is well formed: names that lead nowhere, tests that cannot be made. */
export function inconsistencies(scheme: Scheme): Problem[] {
  const problems: Problem[] = [];
  const problem = (path: Path, message: string) => problems.push({ path, message });
  const valueNamed = (path: Path, value: string | undefined, units: readonly Unit[]) => {
    if (value === undefined) return;
    const found = scheme.values?.[value];
    if (found === undefined) problem(path, `names the value ${value}, which this file does not have`);
    else if (found.history.some(({ entry }) => entry !== null && !units.includes(entry.unit)))
      problem(path, `names the value ${value}, whose unit is not ${units.join(' or ')}`);
  };
  const text = (path: Path, message: string | undefined, extra: readonly string[] = []) => {
    for (const placeholder of placeholders(message ?? ''))
      if (!extra.includes(placeholder) && scheme.values?.[placeholder] === undefined)
        problem(path, `speaks of {${placeholder}}, which is neither a value of this file nor known here`);
  };
  const givenFits = (path: Path, facts: Given | undefined) => {
    for (const [key, value] of Object.entries(facts ?? {}))
      if (!fits(key as Fact, value)) problem([...path, key], `the fact ${key} never has the value ${value}`);
  };
  const stretch = (path: Path, from: string | undefined, until: string | undefined) => {
    if (from !== undefined && until !== undefined && from > until) problem([...path, 'until'], 'ends before it begins');
  };

  for (const { from, entry } of scheme.period) text(['period', from, 'because', 'message'], entry?.because?.message);
  for (const { from, entry } of scheme.geography) {
    entry?.rows.forEach((row, index) => {
      const path = ['geography', from, 'rows', index];
      valueNamed([...path, 'closerThan'], row.closerThan, ['metres']);
      valueNamed([...path, 'entirelyCloserThan'], row.entirelyCloserThan, ['metres']);
      valueNamed([...path, 'partlyCloserThan'], row.partlyCloserThan, ['metres']);
      givenFits([...path, 'when'], row.when);
      text([...path, 'because', 'message'], row.because?.message, ['zone', 'distance', 'nearest', 'farthest']);
      const looksAtZone =
        row.inside ||
        row.entirelyInside ||
        row.closerThan ||
        row.entirelyCloserThan ||
        row.partlyCloserThan ||
        row.only;
      if (looksAtZone && row.zone === undefined) problem([...path, 'zone'], 'a row that measures says from which zone');
      if (row.zone === undefined && row.because === undefined)
        problem([...path, 'because'], 'a row that looks at no zone says why');
      if (row.zone !== undefined && !looksAtZone) problem(path, 'says how near the zone must be');
    });
    text(['geography', from, 'elsewhere', 'because', 'message'], entry?.elsewhere.because?.message);
  }
  if (scheme.public) {
    valueNamed(['public', 'atLeast'], scheme.public.atLeast, ['percent']);
    for (const key of ['reached', 'partly', 'none'] as const)
      text(['public', key, 'message'], scheme.public[key].message, ['share']);
    text(['public', 'prove'], scheme.public.prove);
  }
  const { applicants: who } = scheme;
  if (who && who.excluded !== 'others')
    who.excluded.forEach((one, index) => {
      if (who.eligible.includes(one)) problem(['applicants', 'excluded', index], `${one} is also eligible`);
    });
  scheme.conditions.forEach((condition, index) => {
    const path = ['conditions', index];
    const { fact, ifUnmet } = condition;
    const tests = [condition.is, condition.accepts ?? condition.rejects, condition.atLeast].filter(
      (t) => t !== undefined,
    );
    if (fact === undefined && (tests.length > 0 || condition.met !== undefined))
      problem([...path, 'fact'], 'a condition that tests something names the fact');
    if (fact !== undefined && tests.length !== 1)
      problem(path, 'tests its fact in exactly one way: is, accepts and rejects, or atLeast');
    const canBeUnmet = condition.is !== undefined || condition.atLeast !== undefined || condition.rejects !== undefined;
    for (const key of ['ifUnmet', 'unmet'] as const) {
      if (canBeUnmet && condition[key] === undefined) problem([...path, key], 'is missing');
      if (!canBeUnmet && condition[key] !== undefined) problem([...path, key], 'can never serve: nothing is rejected');
    }
    if (ifUnmet !== 'notice' && condition.prove === undefined) problem([...path, 'prove'], 'is missing');
    if (fact !== undefined) {
      if (condition.is !== undefined && facts[fact] !== 'boolean')
        problem([...path, 'is'], `the fact ${fact} is not a yes or a no`);
      if (condition.atLeast !== undefined && facts[fact] !== 'number' && facts[fact] !== 'share')
        problem([...path, 'atLeast'], `the fact ${fact} is not a number`);
      for (const key of ['accepts', 'rejects'] as const)
        condition[key]?.forEach((value, at) => {
          if (!fits(fact, value)) problem([...path, key, at], `the fact ${fact} never has the value ${value}`);
        });
      condition.rejects?.forEach((value, at) => {
        if (condition.accepts?.includes(value)) problem([...path, 'rejects', at], `${value} is also accepted`);
      });
    }
    valueNamed([...path, 'atLeast'], condition.atLeast, ['EUR', 'months', 'years', 'percent']);
    givenFits([...path, 'when'], condition.when);
    stretch(path, condition.from, condition.until);
    for (const key of ['met', 'unmet', 'prove'] as const) text([...path, key], condition[key]);
  });
  scheme.notices?.forEach((notice, index) => {
    givenFits(['notices', index, 'when'], notice.when);
    stretch(['notices', index], notice.from, notice.until);
    text(['notices', index, 'message'], notice.message);
  });
  scheme.amount?.bounds.forEach((bound, index) => {
    const path = ['amount', 'bounds', index];
    givenFits([...path, 'when'], bound.when);
    text([...path, 'label'], bound.label);
    if (bound.kind === 'flat' || bound.kind === 'pro-rata') valueNamed([...path, 'value'], bound.value, ['EUR']);
    if (bound.kind === 'share' || bound.kind === 'share-of-rest')
      valueNamed([...path, 'rate'], bound.rate, ['percent']);
    if (bound.kind === 'after-own-share') valueNamed([...path, 'keep'], bound.keep, ['percent']);
    if (bound.kind === 'pro-rata') valueNamed([...path, 'over'], bound.over, ['months']);
  });
  for (const [key, message] of Object.entries(scheme.amount?.prove ?? {})) text(['amount', 'prove', key], message);
  return problems;
}

export interface Problem {
  readonly path: Path;
  readonly message: string;
}

type Path = readonly (string | number)[];

/** Whether `fact` can have `value`. */
function fits(fact: Fact, value: unknown): boolean {
  const type = facts[fact];
  if (type === 'boolean') return typeof value === 'boolean';
  if (type === 'number' || type === 'share') return typeof value === 'number';
  return (type as readonly unknown[]).includes(value);
}
