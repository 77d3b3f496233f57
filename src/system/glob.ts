/**
 * What a shell's pattern for a file name matches: `*`, `?`, `[a-z]`, `[!a-z]` (glob(7)); a leading dot only
 * by a dot.
 */
export function globPattern(glob: string): RegExp {
  let source = /^[*?[]/.test(glob) ? '(?!\\.)' : '';
  for (let at = 0; at < glob.length; at++) {
    const character = glob[at]!;
    // A bracket right behind the opening one stands for itself.
    const close = character === '[' ? glob.indexOf(']', at + (glob[at + 1] === '!' ? 3 : 2)) : -1;
    if (character === '*') source += '.*';
    else if (character === '?') source += '.';
    else if (close > 0) {
      source += bracket(glob.slice(at + 1, close));
      at = close;
    } else source += character.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  }
  return new RegExp(`^${source}$`, 'su');
}

function bracket(inside: string): string {
  const negated = inside.startsWith('!') ? '^' : '';
  const characters = inside.slice(negated.length).replace(/[\\\]^[]/g, '\\$&');
  try {
    return new RegExp(`[${negated}${characters}]`, 'u').source;
  } catch {
    return '(?!)'; // a range that runs backwards matches nothing
  }
}
