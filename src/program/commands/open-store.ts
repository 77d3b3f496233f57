import { errorCode, errorText, Fault } from '../../model/fault.ts';
import { storePath } from '../../platform/paths.ts';
import type { StoreReader } from '../../store/reader.ts';
import type { Store } from '../../store/store.ts';
import type { CommandContext } from './context.ts';

/** Asks the store something. SQLite is loaded here and not before: a machine that only watches has none. */
export function readStore<T>({ env }: CommandContext, ask: (reader: StoreReader) => T): Promise<T> {
  return explained(async () => {
    const { StoreReader } = await import('../../store/reader.ts');
    return using(StoreReader.open(storePath(env)), ask);
  });
}

/** Changes the store by a person's order, beside a daemon that may be at work. */
export function changeStore<T>(context: CommandContext, order: (store: Store) => T): Promise<T> {
  return explained(async () => {
    await readStore(context, () => {}); // an order does not make a store, nor take one of another version
    const { Store } = await import('../../store/store.ts');
    return using(Store.openForOrder(storePath(context.env), context.clock.now()), order);
  });
}

function using<S extends { close(): void }, T>(store: S, work: (store: S) => T): T {
  try {
    return work(store);
  } finally {
    store.close();
  }
}

/** Does something with the store whose errors a person is to understand. */
export async function explained<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw explain(error);
  }
}

function explain(error: unknown): unknown {
  const text = errorText(error);
  const code = errorCode(error) ?? '';
  if (/better-sqlite3|bindings|NODE_MODULE_VERSION/.test(text))
    return new Fault(
      'SQLite is not installed here, so nothing can be asked here',
      'ask on the machine that keeps the store; README.md says how to install sheepdog with SQLite',
    );
  if (error instanceof Fault) return error;
  if (code === 'EPERM' || code.startsWith('SQLITE_READONLY'))
    return new Fault(
      `the store may not be changed by you: ${text}`,
      'give this order as the user who owns the store',
    );
  if (code.startsWith('SQLITE')) return new Fault(`the store does not answer: ${text}`);
  return error;
}
