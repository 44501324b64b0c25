import { ValidateBy, type ValidationOptions } from 'class-validator';
import { isItem, isPrintable } from './identifiers.js';
import { LIMITS } from './limits.js';

/** 1 to 256 bytes of UTF-8 without control characters. */
export function IsItem(options?: ValidationOptions): PropertyDecorator {
  return ValidateBy(
    {
      name: 'isItem',
      validator: {
        validate: isItem,
        defaultMessage: () =>
          `$property must be 1 to ${LIMITS.itemBytesMax} bytes of UTF-8 without control characters`,
      },
    },
    options,
  );
}

/** Well-formed text without control characters. */
export function IsPrintable(options?: ValidationOptions): PropertyDecorator {
  return ValidateBy(
    {
      name: 'isPrintable',
      validator: {
        validate: (text: unknown) => typeof text === 'string' && isPrintable(text),
        defaultMessage: () => '$property must not hold control characters or half a surrogate pair',
      },
    },
    options,
  );
}
