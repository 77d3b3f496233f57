import { setFlagsFromString } from 'node:v8';

// Loading makes much garbage, and V8 would let the space for young objects grow to three times what the daemon needs
// ever after. It must not grow: a daemon that works a few milliseconds a minute loses nothing by it.
setFlagsFromString('--semi-space-growth-factor=1');
