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

/** Well-formed text without control characters, of so many characters at most. */
export function IsText(charsMax: number): PropertyDecorator {
  return ValidateBy({
    name: 'isText',
    validator: {
      validate: (text: unknown) => typeof text === 'string' && text.length <= charsMax && isPrintable(text),
      defaultMessage: () =>
        `$property must be text of at most ${charsMax} characters, without control characters or half a surrogate pair`,
    },
  });
}
