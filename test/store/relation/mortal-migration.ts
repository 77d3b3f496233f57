import { openForWriting } from '../../../src/store/database.ts';
import { openRelations } from '../../../src/store/relation/open.ts';
import { NEW } from './mortal-relations.ts';

// A process of its own that migrates the store named by its argument, to be killed at it.
const path = process.argv[2]!;
openRelations({ db: openForWriting(path, 0), path, relations: NEW, now: Date.now() });
process.kill(process.pid, 'SIGKILL'); // ended, but the store was not closed
