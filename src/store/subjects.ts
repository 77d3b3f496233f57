/** The condition by which subjects are of these names, or agree with these globs: @host, @plugin and @subject. */
export const OF_NAMES = ['host', 'plugin', 'subject']
  .map(column => `(${column} = @${column} OR ${column} GLOB @${column})`)
  .join(' AND ');
