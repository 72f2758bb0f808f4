/**
 * Returns the one of `names` that `wanted` designates: the whole name, or its last part with or without its extension,
 * in any case. Throws an Error that lists the names when there is none or several.
 */
export function chosen(names: readonly string[], wanted: string): string {
  const low = wanted.toLowerCase();
  const tests = [
    (name: string) => name === wanted,
    (name: string) => name.toLowerCase() === low,
    (name: string) => lastPart(name) === low,
    (name: string) => lastPart(name).replace(/\.[^.]*$/, '') === low,
  ];
  for (const test of tests) {
    const found = names.filter(test);
    if (found.length === 1) return found[0]!;
    if (found.length > 1)
      throw new Error(`la couche ${wanted} peut être ${found.join(' ou ')} : donnez son nom entier`);
  }
  throw new Error(`aucune couche ne s’appelle ${wanted} ; il y a ${names.join(', ')}`);
}

function lastPart(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1).toLowerCase();
}
