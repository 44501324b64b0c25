import { ValidateBy } from 'class-validator';

/** A whole number of a range: one sentence says both, where three validators would answer a missing value three times. */
export function IsWholeNumber(
  least: number,
  most: number,
  message = `$property must be a whole number from ${least} to ${most}`,
): PropertyDecorator {
  return numberThat(
    'isWholeNumber',
    message,
    (value) => Number.isInteger(value) && value >= least && value <= most,
  );
}

/** A finite number of a range. */
export function IsNumberBetween(least: number, most: number): PropertyDecorator {
  const message = `$property must be a number from ${least} to ${most}`;
  return numberThat('isNumberBetween', message, (value) => value >= least && value <= most);
}

function numberThat(name: string, message: string, passes: (value: number) => boolean): PropertyDecorator {
  return ValidateBy({
    name,
    validator: {
      validate: (value: unknown) => typeof value === 'number' && passes(value),
      defaultMessage: () => message,
    },
  });
}
