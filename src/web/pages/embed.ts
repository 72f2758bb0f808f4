import { defineCheck } from '../widget/check-element.ts';

/** Defines `<perimetre-check>` in pages of other sites. The service is where this script lies. */
const script = document.currentScript ?? document.querySelector('script[src$="/embed.js"]');
if (script instanceof HTMLScriptElement) defineCheck(new URL('./', script.src).href);
