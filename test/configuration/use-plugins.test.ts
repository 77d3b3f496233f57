import { describe, expect, it } from 'vitest';
import { loadText } from './herd-file.ts';

const WAITING = '(define-plugin waiting (synopsis "x") (monitor (lambda () 1)))';

describe('use-plugins', () => {
  it('changes nothing the second time, as where a herd is loaded by a file that uses its plugins, too', () => {
    const herd =
      '(use-plugins waiting)\n(use-plugins waiting)\n(herd (services (list (service waiting-service-type))))';
    const { complaints, plugins } = loadText(herd, { waiting: WAITING });
    expect(complaints).toEqual([]);
    expect(plugins.map(({ file }) => file)).toEqual([expect.stringMatching(/waiting\.scm$/)]);
  });
});
