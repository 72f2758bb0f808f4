/** Whether an `Accept` header would rather have JSON than the PDF that is sent otherwise. */
export function prefersJson(accept = ''): boolean {
  const weights = weightsIn(accept);
  return (weights.get('application/json') ?? 0) > (weights.get('application/pdf') ?? 0);
}

/** Whether an `Accept` header would rather have a page than the JSON, of whatever kind, that is sent otherwise. */
export function prefersHtml(accept = ''): boolean {
  const weights = weightsIn(accept);
  const rest = weights.get('*/*') ?? 0;
  const json = [...weights].filter(([type]) => /^application\/(?:\*$|(?:.+\+)?json$)/.test(type));
  return (
    (weights.get('text/html') ?? weights.get('text/*') ?? rest) > Math.max(rest, ...json.map(([, weight]) => weight))
  );
}

/** What each range of media types of an `Accept` header weighs. */
function weightsIn(accept: string): Map<string, number> {
  const weights = new Map<string, number>();
  for (const range of accept.toLowerCase().split(',')) {
    const [type, ...parameters] = range.split(';').map((part) => part.trim());
    const weight = parameters.find((parameter) => parameter.startsWith('q='));
    weights.set(type!, weight === undefined ? 1 : Number(weight.slice(2)));
  }
  return weights;
}
