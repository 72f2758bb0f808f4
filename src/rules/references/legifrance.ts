/** Returns the page of a text at Légifrance, from its identifier. */
export function legifranceUrl(id: string): string {
  const path = id.startsWith('LEGIARTI') ? 'codes/article_lc' : 'jorf/id';
  return `https://www.legifrance.gouv.fr/${path}/${id}`;
}
