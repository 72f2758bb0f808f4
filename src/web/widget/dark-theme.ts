/** Whether a widget is dark: by its `theme`, else by the colour scheme of the page. */
export function isDark(widget: HTMLElement): boolean {
  const theme = widget.getAttribute('theme');
  if (theme === 'light' || theme === 'dark') return theme === 'dark';
  const own = getComputedStyle(widget).colorScheme;
  const scheme =
    own === 'normal' ? (document.querySelector<HTMLMetaElement>('meta[name="color-scheme"]')?.content ?? '') : own;
  return scheme.includes('dark') && (!scheme.includes('light') || darkness.matches);
}

/** The person's setting, which may change. */
export const darkness = matchMedia('(prefers-color-scheme: dark)');
