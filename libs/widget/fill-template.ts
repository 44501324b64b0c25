import type { ItemFacts } from './api.js';

const PLACEHOLDER = /^data-freshet-(.+)/;

/** Attributes that hold an address. */
const ADDRESS = /href|src|action/;

/** As the URL parser reads it: control characters and spaces are nothing to it. */
const isCode = (value: string): boolean => /^javascript:/i.test(value.replace(/[\0- ]/g, ''));

/** @returns whether there was something to place. */
function place(element: Element, target: string, fact: ItemFacts[string]): boolean {
  if (fact === undefined || fact === null || fact === false) return false;
  const value = fact === true ? '' : String(fact);
  if (target === 'text') element.textContent = value;
  else if (!ADDRESS.test(target) || !isCode(value)) element.setAttribute(target, value);
  return true;
}

/**
 * Copies the template's element and puts facts in the places of its placeholders: `data-freshet-text="title"` sets the text,
 * any other `data-freshet-href="url"` the attribute of that name. What has no fact stays as the template says.
 * @returns undefined where no fact had a place: there is nothing to show of such an item.
 */
export function fillTemplate(
  template: HTMLTemplateElement,
  facts: ItemFacts | null | undefined,
): Element | undefined {
  // A framework that makes elements by script puts a template's content beside where a parser puts it.
  const source = template.content.firstElementChild ?? template.firstElementChild;
  if (!source || !facts) return undefined;
  const card = document.importNode(source, true);
  let isFilled = false;
  for (const element of [card, ...card.querySelectorAll('*')]) {
    for (const { name, value } of [...element.attributes]) {
      const target = PLACEHOLDER.exec(name)?.[1];
      if (target && place(element, target, facts[value])) isFilled = true;
    }
  }
  return isFilled ? card : undefined;
}
