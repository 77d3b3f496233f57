import { openForWriting } from '../../src/store/database.ts';
import { openRelations } from '../../src/store/relation/open.ts';
import { Upkeep } from '../../src/store/upkeep.ts';

// A process of its own that keeps the store named by its first argument, at a time, to be killed at it.
const [path, now] = [process.argv[2]!, Number(process.argv[3])];
const db = openForWriting(path, now);
const upkeep = new Upkeep(db, openRelations({ db, path, relations: [], now }));
while (upkeep.step(now, 0)) await new Promise(resolve => setTimeout(resolve, 20));
