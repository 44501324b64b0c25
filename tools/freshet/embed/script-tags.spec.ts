import { describe, expect, it } from 'vitest';
import { pinnedTags, plainTags } from './script-tags.js';

const settings = { site: 'demo', url: 'https://freshet.example', readUrl: undefined };
const script = (name: string): { url: string; integrity: string; bytes: number; gzipBytes: number } => ({
  url: `/${name}.0123456789ab.js`,
  integrity: `sha384-of/${name}+=`,
  bytes: 2,
  gzipBytes: 1,
});
const embed = { beacon: script('beacon'), widget: script('widget') };

describe('the tags for a page', () => {
  it('load the present build', () => {
    expect(plainTags(settings)).toEqual({
      beacon: '<script async src="https://freshet.example/beacon.js" data-site="demo"></script>',
      widget: '<script async src="https://freshet.example/widget.js"></script>',
    });
  });

  it('load one build, held to its hash, which takes a request that may be read', () => {
    expect(pinnedTags(settings, embed)).toEqual({
      beacon:
        '<script async src="https://freshet.example/beacon.0123456789ab.js" integrity="sha384-of/beacon+=" crossorigin data-site="demo"></script>',
      widget:
        '<script async src="https://freshet.example/widget.0123456789ab.js" integrity="sha384-of/widget+=" crossorigin></script>',
    });
  });

  it('name the service where its address is more than an origin', () => {
    const { beacon } = plainTags({ ...settings, url: 'https://shop.example/a&b' });
    expect(beacon).toBe(
      '<script async src="https://shop.example/a&amp;b/beacon.js" data-site="demo" data-url="https://shop.example/a&amp;b"></script>',
    );
  });

  it('name where recommendations are asked, if elsewhere', () => {
    const readUrl = 'https://read.example';
    expect(plainTags({ ...settings, readUrl }).beacon).toContain(' data-read-url="https://read.example"');
    expect(plainTags({ ...settings, readUrl: settings.url }).beacon).not.toContain('data-read-url');
  });
});
