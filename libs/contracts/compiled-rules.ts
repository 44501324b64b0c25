import { getMetadataStorage, type ValidationArguments } from 'class-validator';

type Storage = ReturnType<typeof getMetadataStorage>;
type Rule = ReturnType<Storage['getTargetValidationMetadatas']>[number];
type Condition = (object: object, value: unknown) => boolean;
type Check = (value: unknown, object: object) => boolean;

interface PropertyRules {
  readonly property: string;
  /** Where one of them says no, the property is not checked. */
  readonly conditions: readonly Condition[];
  readonly checks: readonly Check[];
}

/**
 * Makes one function of the class-validator rules of a class, read from its own metadata, so that there is no second set of them.
 * It says whether an object keeps them all; what is wrong with one that does not, class-validator says.
 *
 * class-validator sorts its metadata anew and makes an error object a property at every call.
 * @throws TypeError when it is made, for a kind of rule that it does not know: groups, lists, nested objects, promises.
 */
export function compileRules<T extends object>(target: new () => T): (object: T) => boolean {
  const storage = getMetadataStorage();
  const rules = storage.getTargetValidationMetadatas(target, '', false, false);
  const properties = Object.entries(storage.groupByPropertyName(rules)).map(([property, ofProperty]) =>
    compileProperty(property, ofProperty, storage),
  );
  return (object) => properties.every((each) => keeps(object, each));
}

function keeps(object: object, { property, conditions, checks }: PropertyRules): boolean {
  const value = (object as Record<string, unknown>)[property];
  for (const holds of conditions) if (!holds(object, value)) return true;
  for (const passes of checks) if (!passes(value, object)) return false;
  return true;
}

function compileProperty(property: string, rules: readonly Rule[], storage: Storage): PropertyRules {
  const conditions: Condition[] = [];
  const checks: Check[] = [];
  for (const rule of rules) {
    if (rule.each || rule.validateIf !== undefined || hasGroups(rule)) throw unknown(rule);
    if (rule.type === 'conditionalValidation') conditions.push(rule.constraints[0] as Condition);
    else if (rule.type === 'customValidation') checks.push(...compileRule(rule, storage));
    // Allow() says nothing of the value.
    else if (rule.type !== 'whitelistValidation') throw unknown(rule);
  }
  return { property, conditions, checks };
}

function compileRule(rule: Rule, storage: Storage): Check[] {
  return storage.getTargetValidatorConstraints(rule.constraintCls).map((constraint) => {
    if (constraint.async) throw unknown(rule);
    return builtIn(constraint.name, rule) ?? asGiven(constraint.instance, rule);
  });
}

/** Two of class-validator's own rules go round by way of a match array and of a search: the same in one step. */
function builtIn(name: string, { constraints }: Rule): Check | undefined {
  const [first, second] = (constraints as unknown[] | undefined) ?? [];
  if (name === 'matches' && first instanceof RegExp && second === undefined && !first.global && !first.sticky)
    return (value) => typeof value === 'string' && first.test(value);
  if (name === 'isIn' && Array.isArray(first)) return (value) => first.includes(value) && value === value;
  return undefined;
}

function asGiven(instance: Validator, { target, propertyName, constraints }: Rule): Check {
  const targetName = typeof target === 'string' ? target : target.name;
  return (value, object) =>
    instance.validate(value, { targetName, property: propertyName, object, value, constraints }) === true;
}

interface Validator {
  validate(value: unknown, given: ValidationArguments): Promise<boolean> | boolean;
}

/** Declared as a list, and left out where there is none. */
function hasGroups({ groups }: { readonly groups?: readonly string[] }): boolean {
  return groups !== undefined && groups.length > 0;
}

function unknown({ type, propertyName }: Rule): TypeError {
  return new TypeError(
    `The rule ${type} of ${propertyName} can't be compiled: groups, lists, nested objects and promises are not known.`,
  );
}
