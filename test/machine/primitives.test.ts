import { describe, expect, it } from 'vitest';
import { Fault } from '../../src/model/fault.ts';
import { thisMachine } from '../../src/system/machine.ts';
import { schemeName, signature } from '../../src/system/primitive.ts';
import { PRIMITIVES } from '../../src/system/primitives.ts';
import { recorded } from './recorded.ts';

/** Arguments with which each can be asked on any machine; those not named need none. */
const ARGUMENTS: Record<string, unknown[]> = {
  smart: ['/dev/no-such-disk'],
  'counter-growth': ['eth0', { errors: 1 }],
  'process-executable': [1],
  'process-programs': [1],
  'tcp-connect': ['127.0.0.1', 1],
  'http-get': ['http://127.0.0.1:1/'],
  'certificate-of': ['127.0.0.1'],
  'certificates-in-file': ['/no/such/file'],
  'dns-lookup': ['localhost'],
  'clock-offset': ['127.0.0.1:1'],
  'run-command': ['echo', ['hello']],
  shell: ['echo hello'],
  'read-file': ['/etc/hostname'],
  'file-status': ['/'],
  'newest-file': ['/etc'],
  'package-of': ['/bin/sh'],
  'packages-of': [['/bin/sh']],
  news: ['packages', [['bash', '5.2']]],
};

const KEYWORDS: Record<string, Record<string, unknown>> = {
  'certificate-of': { port: 1 },
};

const ask = (name: string, machine = thisMachine()) =>
  PRIMITIVES.get(name)!.call(machine, ARGUMENTS[name] ?? [], KEYWORDS[name]);

describe('every primitive', () => {
  const names = [...PRIMITIVES.keys()];

  it.each(names)('%s answers in plain data', async name => {
    const answer = await ask(name);
    // What JSON loses is no plain data: undefined, NaN, dates, maps.
    expect(JSON.parse(JSON.stringify(answer))).toEqual(answer);
    expect(JSON.stringify(answer)).toBe(
      JSON.stringify(answer, (_, value) => (value === undefined ? 'LOST' : value)),
    );
  });

  it.each(names)('%s raises no error where nothing is to be seen', async name => {
    const blind = recorded({}, { environment: { PATH: '/no/such/directory' } });
    const answer = await ask(name, blind);
    expect(answer).not.toBeUndefined();
  });

  it.each(names)('%s says what it does and returns', name => {
    const { doc, returns, takes } = PRIMITIVES.get(name)!;
    expect(doc).toMatch(/^[A-Z].*\.$/s);
    expect(returns.length).toBeGreaterThan(10);
    expect(Object.keys(takes)).toHaveLength(ARGUMENTS[name]?.length ?? 0);
  });

  it.each(names)('%s names in its documentation what it returns', async name => {
    const { returns } = PRIMITIVES.get(name)!;
    const words = new Set(returns.split(/[^\w-]+/));
    const answer = await ask(name);
    const first = Array.isArray(answer) ? answer[0] : answer;
    const keys = typeof first === 'object' && first !== null ? Object.keys(first) : [];
    expect(keys.map(schemeName).filter(key => !words.has(key))).toEqual([]);
  });
});

describe('an ordinary user', () => {
  const NOBODY = 65_534;

  /** Is what root may do and others may not to be tried at all? */
  const asNobody = async <T>(act: () => Promise<T>): Promise<T> => {
    if (process.getuid!() !== 0) return act();
    process.seteuid!(NOBODY);
    try {
      return await act();
    } finally {
      process.seteuid!(0);
    }
  };

  it('is answered without an error, and told what needs root', async () => {
    const answers = await asNobody(async () => {
      const found: [string, unknown][] = [];
      for (const name of PRIMITIVES.keys()) found.push([name, await ask(name)]);
      return new Map(found);
    });
    type Port = { pid: number | null; user: number };
    const others = (answers.get('listening-ports') as Port[]).filter(
      ({ user }) => user !== process.geteuid!(),
    );
    expect(others.filter(({ pid }) => pid === 1)).toEqual([]);
    expect(answers.get('process-executable')).toBeNull();
    const log = answers.get('kernel-log') as { seen: boolean; reason?: string };
    expect(log.seen || log.reason === 'needs root').toBe(true);
    expect(answers.get('process-counts')).not.toBeNull();
    expect(answers.get('file-systems')).not.toEqual([]);
  });
});

describe('arguments', () => {
  const call = (name: string, given: unknown[], keywords = {}) =>
    PRIMITIVES.get(name)!.call(thisMachine(), given, keywords);

  it.each([
    ['read-file', [], {}, 'read-file: 0 arguments given, 1 wanted'],
    ['read-file', [7], {}, 'read-file: path is not a string'],
    ['read-file', ['/etc/\0passwd'], {}, 'read-file: path is not a string'],
    ['read-file', ['/a'], { limit: 3 }, 'read-file: no keyword #:limit'],
    ['read-file', ['/a'], { 'max-bytes': 'x' }, 'read-file: #:max-bytes is not a whole number'],
    ['run-command', ['echo', 'x'], {}, 'run-command: arguments is not a list of strings'],
    ['shell', ['true'], { timeout: 2 ** 40 }, 'shell: #:timeout is not a duration below 24 days'],
    ['dns-lookup', ['x'], { type: 'Q' }, 'dns-lookup: #:type is not one of "A" "AAAA"'],
    ['file-systems', [], { kinds: ['locl'] }, 'file-systems: #:kinds is not a list of "local" "network"'],
    [
      'counter-growth',
      ['x', { a: 'b' }],
      {},
      'counter-growth: counters is not an association list of names and numbers',
    ],
  ])('%s %j %j are refused', async (name, given, keywords, message) => {
    const refused = await call(name, given, keywords).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(Fault);
    expect((refused as Fault).message).toContain(message);
    expect((refused as Fault).hint).toMatch(new RegExp(`^\\(${name}`));
  });

  it('are shown as one writes them', () => {
    expect(signature(PRIMITIVES.get('read-file')!)).toBe('(read-file path #:max-bytes integer)');
    expect(signature(PRIMITIVES.get('certificate-of')!)).toContain('#:start-tls smtp|imap|pop3');
  });

  it('reach the machine', async () => {
    expect(
      await call('shell', ['echo $WHO; pwd'], { environment: { WHO: 'me' }, directory: '/tmp' }),
    ).toMatchObject({
      stdout: 'me\n/tmp\n',
    });
  });
});
