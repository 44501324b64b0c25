import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonMarkup, markup } from './markup.js';

describe('markup', () => {
  it('shows a text that looks like a tag as text', () => {
    const title = '<script>alert("1")</script>';
    expect(String(markup`<b>${title}</b>`)).toBe('<b>&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;</b>');
  });

  it('keeps every text inside of its quoted attribute and of its element', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('"', "'", '<', '>', '&', '=', ' ', 'x', '`') }),
        (text) => {
          const shown = String(markup`<a title="${text}">${text}</a>`);
          expect(shown).toMatch(/^<a title="[^"<>]*">[^"<>]*<\/a>$/);
        },
      ),
    );
  });

  it('takes what is markup already as it is, alone and in lists, and leaves out what is not there', () => {
    const items = ['a', '<'].map((text) => markup`<li>${text}</li>`);
    expect(String(markup`<ul>${items}${undefined}${false}${0}</ul>`)).toBe(
      '<ul><li>a</li><li>&lt;</li>0</ul>',
    );
  });

  it('refuses a hole in an attribute without quotes', () => {
    expect(() => markup`<a href=${'x'}>`).toThrow(TypeError);
    expect(() => markup`<a class="b" href= ${'x'}>`).toThrow('Quote the attribute');
    expect(String(markup`<a href="/search?q=${'x'}">a=${1}</a>`)).toBe('<a href="/search?q=x">a=1</a>');
  });
});

describe('jsonMarkup', () => {
  it('lets no text end the script that holds it, and stays the same JSON', () => {
    const value = { title: '</script><script>alert(1)</script><!--' };
    expect(String(jsonMarkup(value))).not.toContain('<');
    expect(JSON.parse(String(jsonMarkup(value)))).toEqual(value);
  });
});
