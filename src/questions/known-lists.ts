/**
 * Returns the JSON of a list. It is cached by the list object, since a lookup shares a few lists between many answers.
 */
export function jsonOf(list: readonly unknown[]): string {
  let json = written.get(list);
  if (json === undefined) {
    json = JSON.stringify(list);
    written.set(list, json);
  }
  return json;
}

const written = new WeakMap<readonly unknown[], string>();
