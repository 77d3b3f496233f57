import { setFlagsFromString } from 'node:v8';

// Loading makes much garbage: V8 would let the space for young objects grow to three times what the daemon needs ever
// after, and clear away the old ones only when there are many. A daemon that works a few milliseconds a minute loses
// nothing by being asked to spare memory instead: it stays at two thirds (npm run bench -- daemon).
setFlagsFromString('--semi-space-growth-factor=1');
setFlagsFromString('--optimize-for-size');

// Nor does it run anything often enough to gain by V8's optimizing compiler, whose own code and data are 10 MB once it has
// been at work. A prompt that is attached asks for it again (attach/prompt-socket.ts).
setFlagsFromString('--no-opt');
