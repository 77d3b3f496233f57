import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, onTestFinished } from 'vitest';

/** A directory of the test's own, gone when it is over. */
export function testDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'sheepdog-test-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** A directory for all tests of a suite. */
export function suiteDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'sheepdog-test-'));
  afterAll(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}
