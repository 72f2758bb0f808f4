/** Whether a widget is shown in dark: as its `theme` says, else as the page around it declares. */
export function isDark(widget: HTMLElement): boolean {
  const theme = widget.getAttribute('theme');
  if (theme === 'light' || theme === 'dark') return theme === 'dark';
  const own = getComputedStyle(widget).colorScheme;
  const scheme =
    own === 'normal' ? (document.querySelector<HTMLMetaElement>('meta[name="color-scheme"]')?.content ?? '') : own;
  return scheme.includes('dark') && (!scheme.includes('light') || darkness.matches);
}

/** The person's own setting, which may change. */
export const darkness = matchMedia('(prefers-color-scheme: dark)');
