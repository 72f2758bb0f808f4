/** Returns the first of `name`, `name_2`, `name_3`… that is not in `taken`, which is in lower case. */
export function freeName(name: string, taken: ReadonlySet<string>): string {
  let found = name;
  for (let i = 2; taken.has(found.toLowerCase()); i++) found = `${name}_${i}`;
  return found;
}
