/**
 * Returns the département in the code of a QPV: `62` for `QP062008` and `QN06208M`, `2A` for `QP02A001`, `974` for
 * `QP974001`. Null for any other code.
 */
export function departmentOfQuarter(id: string): string | null {
  const [, code] = /^Q[PN](\d{3}|02[AB])/.exec(id) ?? [];
  if (code === undefined) return null;
  return code.startsWith('0') ? code.slice(1) : code;
}
