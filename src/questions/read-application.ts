import { type Declared, declarations, declaredFrom, type FactValue } from '../rules/application.ts';
import { expectedValue, fits } from '../rules/facts/fact-value.ts';
import type { Faults } from './faults.ts';
import { Fields } from './fields.ts';

/**
 * Reads the facts declared with a question. All are optional. `streetSide` is returned apart, since it describes the
 * place and not the application. `faults` receives the errors, with paths that start with `path`.
 */
export function readApplication(value: unknown, path: string, faults: Faults): Declared {
  const fields = new Fields(value ?? {}, path, faults);
  const values = Object.entries(declarations).map(([name, type]) => {
    const isFit = (given: unknown): given is FactValue => fits(type, given);
    return [name, fields.fit(name, isFit, expectedValue(type))] as const;
  });
  fields.close();
  return declaredFrom(Object.fromEntries(values));
}
