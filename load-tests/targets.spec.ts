import { expect, it } from 'vitest';
import { targetsOf } from './targets.js';

it('says which targets a scenario misses in the file', async () => {
  await expect(targetsOf('collect', ['failures'])).resolves.toMatchObject({ failures: { valueMax: 0 } });
  await expect(targetsOf('collect', ['failures', 'joy'])).rejects.toThrow(
    'targets.yaml has no collect: joy.',
  );
});
