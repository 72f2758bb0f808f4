/** The part of wkt-parser (1.5) that is used: the nesting of a well-known text. It ships no types. */
declare module 'wkt-parser/parser.js' {
  export default function parse(text: string): unknown[];
}
