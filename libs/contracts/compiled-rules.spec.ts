import { Allow, IsIn, IsOptional, Matches, ValidateBy, ValidateIf, ValidateNested } from 'class-validator';
import { describe, expect, it } from 'vitest';
import { compileRules } from './compiled-rules.js';

class Film {
  @Matches(/^[a-z]+$/)
  item: unknown = 'dune';

  @ValidateIf((film: Film) => film.item === 'dune')
  @IsIn([1965, NaN])
  year: unknown = 1965;

  @ValidateBy({
    name: 'isSeenAs',
    constraints: ['seen-'],
    validator: {
      validate: (value, given) =>
        given?.object instanceof Film && value === `${String(given.constraints[0])}${given.property}`,
    },
  })
  mark: unknown = 'seen-mark';

  @Allow()
  rest: unknown = null;
}

class Sequel extends Film {
  @IsIn(['dune'])
  of: unknown = 'dune';
}

describe('compiled rules', () => {
  const keeps = compileRules(Film);

  it('hold an object to every rule', () => {
    expect(keeps(new Film())).toBe(true);
    expect(keeps(Object.assign(new Film(), { item: 'Dune' }))).toBe(false);
    expect(keeps(Object.assign(new Film(), { item: ['dune'] }))).toBe(false);
    expect(keeps(Object.assign(new Film(), { year: 1984 }))).toBe(false);
    expect(keeps(Object.assign(new Film(), { year: NaN }))).toBe(false);
  });

  it('leave a property alone whose condition does not hold', () => {
    expect(keeps(Object.assign(new Film(), { item: 'heat', year: 1984 }))).toBe(true);
  });

  it('tell a rule the property, the object and the constraints, as class-validator does', () => {
    expect(keeps(Object.assign(new Film(), { mark: 'seen-item' }))).toBe(false);
  });

  it('include those that a class has from its parent', () => {
    const keepsSequel = compileRules(Sequel);
    expect(keepsSequel(new Sequel())).toBe(true);
    expect(keepsSequel(Object.assign(new Sequel(), { item: 'Dune' }))).toBe(false);
    expect(keepsSequel(Object.assign(new Sequel(), { of: 'heat' }))).toBe(false);
  });

  it('give the same answer however often they are asked, also of a pattern that remembers', () => {
    class Remembering {
      @Matches(/a/g)
      text = 'a';
    }
    const matches = compileRules(Remembering);
    expect([1, 2, 3].map(() => matches(new Remembering()))).toEqual([true, true, true]);
  });

  it('are refused where a rule is of a kind that would be passed over', () => {
    class Nested {
      @ValidateNested()
      film = new Film();
    }
    class Listed {
      @Matches(/a/, { each: true })
      letters = ['a'];
    }
    class Grouped {
      @Matches(/a/, { groups: ['some'] })
      letter = 'a';
    }
    const targets: (new () => object)[] = [Nested, Listed, Grouped];
    for (const target of targets) expect(() => compileRules(target)).toThrow(TypeError);
  });

  it('do not vouch for what is decided later', () => {
    class Awaited {
      @ValidateBy({ name: 'isLater', validator: { validate: () => Promise.resolve(true) } })
      later = 1;
    }
    expect(compileRules(Awaited)(new Awaited())).toBe(false);
  });

  it('know what may be missing', () => {
    class Optional {
      @IsOptional()
      @Matches(/a/)
      letter?: string | null;
    }
    const keepsOptional = compileRules(Optional);
    expect(keepsOptional(Object.assign(new Optional(), { letter: null }))).toBe(true);
    expect(keepsOptional(Object.assign(new Optional(), { letter: 'b' }))).toBe(false);
  });
});
