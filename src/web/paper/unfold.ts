/** Unfolds the details that `selector` matches while the page is printed, and folds them again afterwards. */
export function unfoldOnPaper(selector: string): void {
  const unfolded: HTMLDetailsElement[] = [];
  addEventListener('beforeprint', () => {
    for (const folded of document.querySelectorAll<HTMLDetailsElement>(selector)) {
      if (folded.open) continue;
      folded.open = true;
      unfolded.push(folded);
    }
  });
  addEventListener('afterprint', () => {
    for (const folded of unfolded.splice(0)) folded.open = false;
  });
}
