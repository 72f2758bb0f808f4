import { defineCheck } from '../widget/check-element.ts';

/** `<perimetre-check>` for the pages of other sites: it asks the service that its script comes from. */
const script = document.currentScript ?? document.querySelector('script[src$="/embed.js"]');
if (script instanceof HTMLScriptElement) defineCheck(new URL(script.src).origin);
