/**
 * Whether a key belongs to an input method that is composing a character: Enter accepts the character then, and the
 * arrows choose it. Safari ends the composition before the key, and marks it by its code only.
 */
export function isComposing({ isComposing, keyCode }: KeyboardEvent): boolean {
  return isComposing || keyCode === 229;
}
