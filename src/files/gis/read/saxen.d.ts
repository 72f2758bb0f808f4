/** The part of saxen (11) in use; it has no types of its own. */
declare module 'saxen' {
  export class Parser {
    on(event: 'openTag', handle: (name: string, attributesOf: () => Record<string, string>) => void): this;
    on(event: 'closeTag' | 'text' | 'cdata', handle: (text: string) => void): this;
    on(event: 'error' | 'warn', handle: (error: Error) => void): this;
    write(xml: string): this;
    end(): Error | undefined;
  }
}
