/** Returns whether an `Accept` header prefers JSON to the default PDF. */
export function prefersJson(accept = ''): boolean {
  const weights = weightsIn(accept);
  return (weights.get('application/json') ?? 0) > (weights.get('application/pdf') ?? 0);
}

/** Returns whether an `Accept` header prefers HTML to the default JSON, of any JSON type. */
export function prefersHtml(accept = ''): boolean {
  const weights = weightsIn(accept);
  const rest = weights.get('*/*') ?? 0;
  const json = [...weights].filter(([type]) => /^application\/(?:\*$|(?:.+\+)?json$)/.test(type));
  return (
    (weights.get('text/html') ?? weights.get('text/*') ?? rest) > Math.max(rest, ...json.map(([, weight]) => weight))
  );
}

/** The weight of each media range of an `Accept` header. */
function weightsIn(accept: string): Map<string, number> {
  const weights = new Map<string, number>();
  for (const range of accept.toLowerCase().split(',')) {
    const [type, ...parameters] = range.split(';').map((part) => part.trim());
    const weight = parameters.find((parameter) => parameter.startsWith('q='));
    weights.set(type!, weight === undefined ? 1 : Number(weight.slice(2)));
  }
  return weights;
}
