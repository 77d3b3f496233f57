import type { PluginReceivers } from '../../src/receiver/plugins.ts';

/** Where there are no plugins: every message is kept as it is. */
export const NO_PLUGINS: PluginReceivers = {
  receive: () => ({ kind: 'unknown', effects: [] }),
  again() {},
};
