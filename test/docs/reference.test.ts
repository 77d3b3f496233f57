import { describe, expect, it } from 'vitest';
import { projectFile } from '../support/documents.ts';
import { HerdStore } from '../support/herd.ts';
import { asJson, person } from '../support/person.ts';

const say = (argv: string[]) => person(new HerdStore()).say(argv);

describe('the reference page', () => {
  it('is what the plugins say of themselves', async () => {
    const { status, out } = await say(['doc', '--all']);
    expect(status).toBe(0);
    const stale = "sheepdog doc --all > docs/reference.md makes it anew, after 'npm run build'";
    expect(projectFile('docs/reference.md') === out, stale).toBe(true);
  });

  it('has JSON, and says when it is not told what to document', async () => {
    const names = asJson((await say(['doc', '--all', '--json'])).out).map(({ name }) => name);
    expect(names).toContain('disk');
    expect(await say(['doc'])).toMatchObject({
      status: 2,
      err: expect.stringContaining('sheepdog doc NAME'),
    });
  });

  it('is what a shell completes from', async () => {
    for (const shell of ['bash', 'zsh', 'fish']) {
      const { out } = await say(['completion', shell]);
      expect(out.split('\n').find(line => /\btry\b.*reboot-needed/.test(line))).toBeDefined();
    }
  });
});
