/** The condition by which a column is this word, or agrees with this glob, as in model/subject-pattern.ts: SQLite negates by ^. */
export const fits = (column: string, parameter: string): string =>
  `(${column} = ${parameter} OR ${column} GLOB replace(${parameter}, '[!', '[^'))`;

/** The condition by which subjects are of these names, or agree with these globs: @host, @plugin and @subject. */
export const OF_NAMES = ['host', 'plugin', 'subject'].map(column => fits(column, `@${column}`)).join(' AND ');
