import { describe, expect, it } from 'vitest';
import { HOUR, MINUTE, Pasture } from './pasture.ts';

describe('the dog itself', () => {
  const hosts = Array.from({ length: 50 }, (_, i) => `tux${i}`);

  it('that is cut off says so once, and blames those alone who are silent afterwards', () => {
    const herd = new Pasture().beat('reporthost', ...hosts);
    for (let i = 0; i < 3; i++) herd.wait(MINUTE).beat('reporthost');
    herd.silent(...hosts);
    for (let i = 0; i < 60; i++) herd.wait(MINUTE).beat('reporthost');
    expect(herd.barks).toEqual([
      'inconclusive none of 50 machines is heard: the fault may be here, or the network',
    ]);
    const alive = hosts.slice(2);
    herd.beat(...alive).back(...alive);
    for (let i = 0; i < 20; i++) herd.wait(MINUTE).beat(...alive);
    expect(herd.barks).toEqual(['bad heartbeat on 2 hosts']);
  });

  it.each([
    ['by order', true],
    ['by kill -9', false],
  ])('that is deaf and restarts, %s, says nothing more', (_, byOrder) => {
    const herd = new Pasture().beat(...hosts);
    herd.wait(4 * MINUTE).silent(...hosts);
    expect(herd.wait(10 * MINUTE).barks).toHaveLength(1);
    for (let i = 0; i < 3; i++) {
      herd.stop(byOrder).away(MINUTE).start();
      expect(herd.wait(20 * MINUTE).barks).toEqual([]);
    }
    const alive = hosts.slice(2);
    herd.beat(...alive).back(...alive);
    for (let i = 0; i < 20; i++) herd.wait(MINUTE).beat(...alive);
    expect(herd.barks).toEqual(['bad heartbeat on 2 hosts']);
    herd.wait(4 * MINUTE).silent(...alive);
    expect(herd.wait(10 * MINUTE).barks).toEqual([
      'inconclusive none of 50 machines is heard: the fault may be here, or the network',
    ]);
  });

  it('that cannot store what it tells of itself tells it later', () => {
    const herd = new Pasture().beat('tux01').stop(false).away(HOUR);
    herd.start(false);
    expect(() => herd.failingTick()).toThrow('no room');
    expect(herd.wait(MINUTE).barks).toEqual([expect.stringContaining('nobody watched')]);
  });

  it('that was away without an order says so, and nothing where it was one', () => {
    const herd = new Pasture().beat('tux01').stop(false).away(HOUR).start();
    expect(herd.barks).toEqual(['inconclusive nobody watched from 2026-11-19 00:00 to 2026-11-19 01:00']);
    expect(
      herd
        .wait(2 * MINUTE)
        .stop()
        .away(HOUR)
        .start()
        .wait(HOUR).barks,
    ).toEqual([]);
  });

  it('whose clock jumps says so, and nothing barks by it', () => {
    const herd = new Pasture().find('tux01 disk /', 'bark', { hold: 10 * MINUTE }).wait(5 * MINUTE);
    herd.jump(24 * HOUR);
    expect(herd.barks).toEqual(['inconclusive the clock jumped by 24 h ahead']);
    expect(herd.wait(4 * MINUTE).barks).toEqual([]);
    expect(herd.wait(3 * MINUTE).barks).toEqual(['bad tux01 disk /']);
  });

  it('whose clock is set keeps quiet for as long as it was asked to', () => {
    const herd = new Pasture().find('tux01 disk /', 'bark');
    herd.silence('tux01', herd.now + HOUR);
    expect(
      herd
        .wait(MINUTE)
        .jump(-24 * HOUR)
        .wait(50 * MINUTE).barks,
    ).toEqual(['inconclusive the clock jumped by 24 h back']);
    expect(herd.wait(15 * MINUTE).barks).toEqual(['quiet-over tux01 disk /']);
  });

  it('whose clock is set back a day while it is away goes on at once', () => {
    const herd = new Pasture()
      .find('tux01 disk /', 'bark', { hold: 10 * MINUTE })
      .wait(5 * MINUTE)
      .stop();
    herd.now -= 24 * HOUR;
    expect(herd.start().wait(7 * MINUTE).barks).toEqual([
      'inconclusive the clock went back by 24 h while nobody watched',
      'bad tux01 disk /',
    ]);
  });

  it('whose clock is set back a day goes on at once', () => {
    const herd = new Pasture().find('tux01 disk /', 'bark', { hold: 10 * MINUTE }).wait(5 * MINUTE);
    herd.jump(-24 * HOUR).wait(7 * MINUTE);
    expect(herd.barks).toEqual(['inconclusive the clock jumped by 24 h back', 'bad tux01 disk /']);
    expect(herd.find('tux01 disk /', 'ok').wait(6 * MINUTE).barks).toEqual(['well tux01 disk /']);
  });
});
