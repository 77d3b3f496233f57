import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runExamples } from '../../src/plugin/examples.ts';
import {
  keepShippedFile,
  loadPluginFile,
  loadShippedFile,
  type PluginFile,
} from '../../src/plugin/plugin-file.ts';
import { testDirectory } from '../support/directory.ts';

const SHOWN = 'plugins/room.scm';
const ROOM = (text: string) => `(define-plugin room
  (synopsis "The temperature of a room")
  (options (limit (number 30) "What barks."))
  (relations (metric (warmth host) (celsius number "Degrees.")))
  (receiver (lambda (message)
    (let ((celsius (message-body message)))
      (list (warmth (message-host message) celsius)
            (finding "room" (above celsius #:bark limit) "${text}" celsius)))))
  (examples
    ("a hot room barks" (room-configuration) (message 31 #:host "tux01")
     => (warmth "tux01" 31) (finding "room" 'bark "${text.replace('~a', '31')}"))))`;

/** A file of a plugin as the build kept it. */
function kept(text: string) {
  const folder = testDirectory();
  const file = join(folder, 'room.scm');
  writeFileSync(file, text);
  keepShippedFile(file, SHOWN, folder);
  return { folder, file, load: () => loadShippedFile(file, SHOWN, folder) };
}

const results = ({ plugins }: PluginFile) => plugins.flatMap(runExamples).map(({ passed }) => passed);

describe('a plugin that the build has compiled', () => {
  it('is loaded without a look at its text', () => {
    const { folder, file } = kept(ROOM('~a degrees'));
    const [name] = readdirSync(folder).filter(each => each.endsWith('.js'));
    writeFileSync(join(folder, name!), '(function(m){throw new Error("this is what was kept")})');
    expect(() => loadShippedFile(file, SHOWN, folder)).toThrow('this is what was kept');
  });

  it('does what its text does', () => {
    const { file, load } = kept(ROOM('~a degrees'));
    const [fromText, fromKept] = [loadPluginFile(file, SHOWN), load()];
    expect(fromKept.complaints).toEqual([]);
    expect(fromKept.hash).toBe(fromText.hash);
    expect(fromKept.plugins.map(({ name, relations }) => ({ name, relations }))).toEqual(
      fromText.plugins.map(({ name, relations }) => ({ name, relations })),
    );
    expect(fromKept.plugins).toHaveLength(1);
    expect(results(fromKept)).toEqual([true]);
  });

  it('is read again when somebody has changed it', () => {
    const { file, load } = kept(ROOM('~a degrees'));
    writeFileSync(file, ROOM('~a °C'));
    expect(results(load())).toEqual([true]);
  });

  it('knows where it went wrong', () => {
    const text = `(define-plugin room
  (receiver (lambda (message)
    (let ((half (/ (message-body message) 2)))
      (finding "room" 'ok "~a" (car half)))))
  (examples ("fails" (room-configuration) (message 3) => (finding "room" 'ok "1"))))`;
    const { file, load } = kept(text);
    const [said] = load().plugins.flatMap(runExamples);
    expect(said!.error).toMatch(/^plugins\/room\.scm:4:/);
    expect(said!.error).toBe(loadPluginFile(file, SHOWN).plugins.flatMap(runExamples)[0]!.error);
  });

  it('cannot be one that redefines what it inherits', () => {
    expect(() => kept(`(define (car x) x)\n${ROOM('~a degrees')}`)).toThrow(/redefines car/);
  });
});
