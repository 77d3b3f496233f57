/** What may be typed behind a program's name: a verb, its options, the words that its arguments may be. */
export interface CompletableVerb {
  name: string;
  summary: string;
  /** As `--since`; each with a sentence. */
  options: { flag: string; description: string; takesValue: boolean }[];
  /** Words that an argument may be; empty where it may be anything, or a file. */
  words: string[];
}

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

/** The completion script of a shell. Verbs, flags and words are the program's own: no shell character is in them. */
export function completionScript(shell: Shell, program: string, verbs: CompletableVerb[]): string {
  return WRITERS[shell](program, verbs);
}

const WRITERS: Record<Shell, (program: string, verbs: CompletableVerb[]) => string> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
};

function bashScript(program: string, verbs: CompletableVerb[]): string {
  const cases = verbs.map(
    ({ name, options, words }) =>
      `    ${name}) words='${[...words, ...options.map(option => option.flag)].join(' ')}' ;;`,
  );
  return `# bash completion of ${program}
_${program}() {
  local current=\${COMP_WORDS[COMP_CWORD]} words
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W '${verbs.map(({ name }) => name).join(' ')}' -- "$current"))
    return
  fi
  case \${COMP_WORDS[1]} in
${cases.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _${program} ${program}
`;
}

function zshScript(program: string, verbs: CompletableVerb[]): string {
  const cases = verbs.map(({ name, options, words }) => {
    const lines = options.map(
      ({ flag, description, takesValue }) => `'${flag}${takesValue ? '=' : ''}[${zshText(description)}]'`,
    );
    const rest = words.length > 0 ? `'*: :(${words.join(' ')})'` : "'*: :_files'";
    return `    ${name}) _arguments ${[...lines, rest].join(' ')} ;;`;
  });
  return `#compdef ${program}
local -a verbs
verbs=(
${verbs.map(({ name, summary }) => `  '${name}:${zshText(summary)}'`).join('\n')}
)
if (( CURRENT == 2 )); then
  _describe verb verbs
else
  local verb=$words[2]
  shift words
  (( CURRENT-- ))
  case $verb in
${cases.join('\n')}
  esac
fi
`;
}

function fishScript(program: string, verbs: CompletableVerb[]): string {
  const lines = verbs.flatMap(({ name, summary, options, words }) => {
    const here = `complete -c ${program} -n '__fish_seen_subcommand_from ${name}'`;
    return [
      `complete -c ${program} -n __fish_use_subcommand -a ${name} -d '${fishText(summary)}'`,
      ...(words.length > 0 ? [`${here} -a '${words.join(' ')}'`] : []),
      ...options.map(
        ({ flag, description, takesValue }) =>
          `${here} ${flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`}${takesValue ? ' -r' : ''} -d '${fishText(description)}'`,
      ),
    ];
  });
  return `# fish completion of ${program}\n${lines.join('\n')}\n`;
}

const zshText = (text: string) => text.replaceAll("'", '’').replace(/[[\]:\\`$]/g, '\\$&');
const fishText = (text: string) => text.replaceAll('\\', '\\\\').replaceAll("'", "\\'");
