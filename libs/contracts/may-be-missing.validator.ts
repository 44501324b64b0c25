import { ValidateIf } from 'class-validator';

/** The property may be left out. Unlike class-validator's IsOptional it may not be null: null is not a value. */
export function MayBeMissing(): PropertyDecorator {
  return ValidateIf((_, value) => value !== undefined);
}
