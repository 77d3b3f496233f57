// The layers of src/, from the bottom up: each may import itself, and the layers named here; nothing else.
// dependency-cruiser reads this file (npm run check); test/layers.test.ts plants faults to prove that it looks.
const LAYERS = {
  model: [],
  clock: ['model'],
  platform: ['model', 'clock'],
  scheme: [],
  form: ['model', 'clock', 'platform', 'scheme'],
  queue: ['model', 'clock', 'platform'],
  wrap: ['model', 'clock', 'platform', 'queue'],
  system: ['model', 'clock', 'platform'],
  plugin: ['model', 'clock', 'platform', 'scheme', 'form', 'system'],
  configuration: ['model', 'clock', 'platform', 'scheme', 'form', 'plugin', 'queue'],
  monitor: ['model', 'clock', 'scheme', 'plugin', 'system'],
  store: ['model', 'clock', 'platform'],
  receiver: ['model', 'clock', 'platform', 'scheme', 'plugin', 'queue', 'store'],
  query: ['model', 'clock', 'scheme', 'store'],
  ask: ['model', 'clock', 'platform', 'scheme', 'form', 'plugin', 'query'],
  expect: ['model', 'clock'],
  rule: ['model', 'clock', 'platform', 'scheme', 'configuration', 'plugin', 'ask'],
  alert: ['model', 'clock', 'store'],
  view: ['model', 'clock', 'expect', 'store'],
  terminal: ['model', 'clock'],
  notify: ['model', 'clock', 'platform', 'system', 'store', 'view', 'terminal'],
  setup: ['model'],
  prompt: ['model', 'clock', 'scheme', 'form', 'query', 'ask', 'terminal', 'view'],
};

// A library that only one layer may know.
const KEEPERS = {
  'better-sqlite3': 'store',
  ioredis: 'queue',
  nodemailer: 'notify',
};

const layerRules = Object.entries(LAYERS).map(([layer, below]) => ({
  name: `${layer}-reaches-only-below`,
  severity: 'error',
  from: { path: `^src/${layer}/` },
  to: { path: '^src/', pathNot: `^src/(${[layer, ...below].join('|')})/` },
}));

const libraryRules = Object.entries(KEEPERS).map(([library, keeper]) => ({
  name: `${library}-belongs-to-${keeper}`,
  severity: 'error',
  from: { path: '^src/', pathNot: `^src/${keeper}/` },
  to: { path: `node_modules/(@types/)?${library}/` },
}));

const unknownLayer = {
  name: 'every-folder-is-a-layer',
  severity: 'error',
  from: { path: '^src/', pathNot: `^src/(${[...Object.keys(LAYERS), 'program'].join('|')})/` },
  to: {},
};

module.exports = {
  forbidden: [
    ...layerRules,
    ...libraryRules,
    unknownLayer,
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    parser: 'swc',
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { extensions: ['.ts', '.js', '.cjs', '.mjs', '.json'] },
  },
};
