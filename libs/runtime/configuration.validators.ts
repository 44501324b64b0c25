import { ValidateBy } from 'class-validator';
import ipaddr from 'ipaddr.js';
import { isItem, LIMITS } from '#libs/contracts';

/** A list whose every member passes; the message names those that do not. */
function listOf(name: string, allowed: string, passes: (member: unknown) => boolean): PropertyDecorator {
  return ValidateBy({
    name,
    validator: {
      validate: (value: unknown) => Array.isArray(value) && value.every(passes),
      defaultMessage: (validation) => {
        const value: unknown = validation?.value;
        if (!Array.isArray(value)) return `$property must be a list of ${allowed}`;
        const wrong = value.filter((member) => !passes(member)).map((member) => JSON.stringify(member));
        return `$property must list ${allowed}; not so: ${wrong.join(', ')}`;
      },
    },
  });
}

export function AreItems(): PropertyDecorator {
  return listOf(
    'areItems',
    `items (text of 1 to ${LIMITS.itemBytesMax} bytes without control characters; quote numbers)`,
    isItem,
  );
}

export function AreOrigins(): PropertyDecorator {
  return listOf('areOrigins', 'origins such as https://www.example.org, without a path', isOrigin);
}

export function AreAddressRanges(): PropertyDecorator {
  return listOf('areAddressRanges', 'CIDR ranges such as 10.0.0.0/8 or fd00::/8', isAddressRange);
}

/** An origin as a browser sends it: scheme, host and a port that is not the scheme's own. */
function isOrigin(text: unknown): boolean {
  return typeof text === 'string' && URL.canParse(text) && new URL(text).origin === text;
}

function isAddressRange(text: unknown): boolean {
  if (typeof text !== 'string') return false;
  return text.includes('/') ? ipaddr.isValidCIDR(text) : ipaddr.isValid(text);
}
