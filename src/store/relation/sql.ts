/** A name within SQL, whatever is in it: quoted, and a quote in it doubled. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** Names within SQL, each quoted: `"a", "b"`. */
export function list(names: readonly string[]): string {
  return names.map(quoted).join(', ');
}

/** `INSERT INTO "table" ("a", "b") VALUES (?, ?)` */
export function insertInto(table: string, columns: readonly string[]): string {
  return `INSERT INTO ${quoted(table)} (${list(columns)}) VALUES (${columns.map(() => '?').join(', ')})`;
}

/** `"a" = ? AND "b" = ?`, or with another operator; TRUE of no columns. */
export function allOf(columns: readonly string[], operator = '='): string {
  return columns.length === 0
    ? 'TRUE'
    : columns.map(column => `${quoted(column)} ${operator} ?`).join(' AND ');
}

/** `"a" = ?, "b" = ?` */
export function assignments(columns: readonly string[]): string {
  return columns.map(column => `${quoted(column)} = ?`).join(', ');
}
