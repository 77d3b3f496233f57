import picocolors from 'picocolors';
import type { Level } from '../model/level.ts';

export type Style = Level | 'plain' | 'head' | 'faint';

/** Paints a piece of text, or leaves it as it is. */
export type Paint = (style: Style, text: string) => string;

/** Colours go to a terminal alone, and only where nobody asked for none (no-color.org). */
export function wantsColour(isTerminal: boolean, env: Record<string, string | undefined>): boolean {
  return isTerminal && !env.NO_COLOR && env.TERM !== 'dumb';
}

/** @param colour is the text for somebody who sees colours? */
export function painter(colour: boolean): Paint {
  // Told in so many words: left to itself, picocolors sees colours wherever $CI is set.
  const { red, yellow, green, magenta, bold, dim } = picocolors.createColors(colour === true);
  const styles: Record<Style, (text: string) => string> = {
    ok: green,
    note: text => text,
    warn: yellow,
    bark: text => bold(red(text)),
    unknown: magenta,
    plain: text => text,
    head: bold,
    faint: dim,
  };
  return (style, text) => styles[style](text);
}
