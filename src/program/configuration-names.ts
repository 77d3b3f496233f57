import { makeConfigurationLanguage } from '../configuration/language.ts';
import { loadHerd } from '../configuration/load-herd.ts';
import type { Environment as SchemeEnvironment } from '../scheme/index.ts';
import { configurationFile, pluginFolders } from './dog.ts';

type Environment = Record<string, string | undefined>;
type Names = ReturnType<SchemeEnvironment['own']>;

/** What the configuration defines, and the languages of configurations and plugins, the nearest first. */
export function* configurationNames(env: Environment): Names {
  const language = makeConfigurationLanguage();
  const file = configurationFile(env);
  let at: SchemeEnvironment | undefined =
    file === null ? language.environment : loadHerd(file, language, pluginFolders(env)).environment;
  for (; at !== undefined; at = at.inherited) yield* at.own();
}
