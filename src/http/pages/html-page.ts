import { createHash } from 'node:crypto';

/** An HTML page and its content security policy: its own style, nothing from elsewhere, no script. */
export interface Page {
  readonly html: string;
  readonly policy: string;
}

/** Returns a French page around `body`. `title` and `body` are HTML already. */
export function writePage(title: string, body: string): Page {
  const hash = createHash('sha256').update(STYLE).digest('base64');
  return {
    html: `<!doctype html>
<html lang="fr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${STYLE}</style>
</head>
<body>
${body}
</body>
</html>
`,
    policy:
      `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'; ` +
      `frame-ancestors 'none'`,
  };
}

const STYLE = `
:root { color-scheme: light dark; --ink: #1d2433; --soft: #5b6472; --paper: #fff; --panel: #f4f6f9; --line: #d9dee6;
  --blue: #1f4fa3; --green: #1b6e45; --red: #a3302a; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e9ef; --soft: #a2abba; --paper: #14181f; --panel: #1d232d;
  --line: #333c4a; --blue: #8fb4ff; --green: #7fd1a6; --red: #ff9d96; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 62rem; padding: 1.5rem 1.25rem 4rem; font: 1rem/1.6 system-ui, sans-serif;
  color: var(--ink); background: var(--paper); }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 .75rem; }
h2 { margin: 2.5rem 0 .75rem; padding-bottom: .3rem; border-bottom: 2px solid var(--line); }
h3 { margin: 2rem 0 .5rem; font-size: 1.1rem; }
h4 { margin: 1rem 0 .35rem; font-size: .95rem; color: var(--soft); }
a { color: var(--blue); }
a:focus-visible, summary:focus-visible { outline: 3px solid var(--blue); outline-offset: 2px; }
code, pre { font: .875rem/1.5 ui-monospace, "Cascadia Mono", Menlo, monospace; }
code { background: var(--panel); padding: .1em .3em; border-radius: 4px; overflow-wrap: anywhere; }
pre { background: var(--panel); border: 1px solid var(--line); border-radius: 6px; padding: .75rem 1rem;
  overflow-x: auto; }
pre code { background: none; padding: 0; overflow-wrap: normal; }
table { width: 100%; border-collapse: collapse; font-size: .92rem; }
th, td { text-align: left; vertical-align: top; padding: .4rem .6rem; border-bottom: 1px solid var(--line); }
th { color: var(--soft); font-weight: 600; }
p, li, td { overflow-wrap: anywhere; }
@media (min-width: 30rem) { td:nth-child(2) { min-width: 8rem; } }
details { margin: .5rem 0; }
summary { cursor: pointer; color: var(--blue); }
nav ul { columns: 20rem 2; padding-left: 1.1rem; }
article { border: 1px solid var(--line); border-radius: 8px; padding: .25rem 1.1rem 1rem; margin: 1.25rem 0; }
.method { display: inline-block; min-width: 3.6rem; padding: .1rem .5rem; border-radius: 4px; background: var(--blue);
  color: var(--paper); font-weight: 700; text-align: center; }
.post { background: var(--green); }
.required { color: var(--red); font-size: .85em; }
.soft { color: var(--soft); }
.demo-banner { padding: .35rem .75rem; border: 2px solid var(--red); border-radius: 6px; font-weight: 600; }
.demo-banner p { margin: 0; }
`;
