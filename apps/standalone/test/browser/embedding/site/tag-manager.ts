/**
 * Stands for Google Tag Manager: watches the data layer and puts a Custom HTML tag into the page when its event comes. Scripts are made
 * anew, so that they run, and keep no attribute that Tag Manager does not know: `data-` ones are lost.
 */
interface CustomHtmlTag {
  /** Event of the data layer that fires it. */
  readonly trigger: string;
  readonly html: string;
}

interface Container {
  readonly tags: readonly CustomHtmlTag[];
  /** Paths into the data layer, by the names that stand in double braces. */
  readonly variables: Readonly<Record<string, string>>;
}

type Layer = Record<string, unknown>;

declare global {
  interface Window {
    dataLayer?: Layer[];
    container: Container;
    variableOf: (name: string) => unknown;
  }
}

const KEPT_ATTRIBUTES = ['type', 'src', 'async', 'defer', 'charset', 'id'];

const { container } = window;
const dataLayer = (window.dataLayer ??= []);

window.variableOf = (name) => {
  const path = container.variables[name]?.split('.') ?? [];
  const layers: unknown = Object.assign({}, ...dataLayer);
  return path.reduce((value, key) => (value as Layer | undefined)?.[key], layers);
};

function revive(dead: HTMLScriptElement): HTMLScriptElement {
  const script = document.createElement('script');
  for (const { name, value } of dead.attributes) {
    if (KEPT_ATTRIBUTES.includes(name)) script.setAttribute(name, value);
  }
  script.text = dead.text.replace(/\{\{(.+?)\}\}/g, 'variableOf("$1")');
  return script;
}

function fire({ event }: Layer): void {
  for (const { html } of container.tags.filter(({ trigger }) => trigger === event)) {
    const holder = document.createElement('div');
    holder.innerHTML = html;
    for (const node of [...holder.childNodes]) {
      document.body.append(node instanceof HTMLScriptElement ? revive(node) : node);
    }
  }
}

dataLayer.forEach(fire);
dataLayer.push = (...layers) => {
  const length = Array.prototype.push.apply(dataLayer, layers);
  layers.forEach(fire);
  return length;
};

export {};
