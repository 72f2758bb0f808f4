/** Returns a table or column name as a quoted SQL identifier, whatever characters it contains. */
export function quoted(identifier: string): string {
  return `"${identifier.replaceAll('"', '""')}"`;
}
