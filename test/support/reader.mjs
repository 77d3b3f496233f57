// A thread does not take tsx from the command line (Node 20): it is registered here, then the program begins.
import { register } from 'tsx/esm/api';

register();
await import('../../src/program/reader.ts');
