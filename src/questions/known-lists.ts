/** The JSON of a list that a lookup shares between its answers: the same few come back for point after point. */
export function jsonOf(list: readonly unknown[]): string {
  let json = written.get(list);
  if (json === undefined) {
    json = JSON.stringify(list);
    written.set(list, json);
  }
  return json;
}

const written = new WeakMap<readonly unknown[], string>();
