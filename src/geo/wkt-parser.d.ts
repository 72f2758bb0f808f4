/** The part of wkt-parser (1.5) in use: the nesting of a well-known text. It has no types of its own. */
declare module 'wkt-parser/parser.js' {
  export default function parse(text: string): unknown[];
}
