/** Whether an `Accept` header would rather have JSON than the PDF that is sent otherwise. */
export function prefersJson(accept = ''): boolean {
  const weights = new Map<string, number>();
  for (const range of accept.toLowerCase().split(',')) {
    const [type, ...parameters] = range.split(';').map((part) => part.trim());
    const weight = parameters.find((parameter) => parameter.startsWith('q='));
    weights.set(type!, weight === undefined ? 1 : Number(weight.slice(2)));
  }
  return (weights.get('application/json') ?? 0) > (weights.get('application/pdf') ?? 0);
}
