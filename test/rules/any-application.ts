import fc from 'fast-check';
import { type Application, type FactType, type FactValue, facts } from '../../src/rules/application.ts';

/** Any application: each fact may be given or not, and numbers include both ends of their range. */
export const anyApplication = anyApplicationWith({});

/** The same, with other values for some facts. */
export function anyApplicationWith(
  others: Partial<Record<keyof Application, fc.Arbitrary<FactValue>>>,
): fc.Arbitrary<Application> {
  const values = Object.entries(facts).map(([name, type]) => [name, anyValue(type)]);
  return fc.record({ ...Object.fromEntries(values), ...others }, { requiredKeys: [] });
}

function anyValue(type: FactType): fc.Arbitrary<FactValue> {
  switch (type.kind) {
    case 'yes-no':
      return fc.boolean();
    case 'choice':
      return fc.constantFrom(...type.values);
    case 'number': {
      const { least, most, isWhole } = type;
      if (isWhole) return fc.integer({ min: least, max: most });
      const usual = most === 1 ? fc.constantFrom(0, 0.4, 0.6, 0.8, 1) : fc.integer({ min: least, max: 100_000 });
      return fc.oneof(usual, fc.constantFrom(least, most));
    }
  }
}
