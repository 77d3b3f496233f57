import type { BuildResult, Plugin } from 'esbuild';

export function bundle(folder: string, plugins?: Plugin[]): Promise<BuildResult<{ metafile: true }>>;
