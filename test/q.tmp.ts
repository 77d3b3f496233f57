import { main } from '../src/program/query.ts';

process.exitCode = await main(process.argv.slice(2));
