import type { BeaconEvent } from '../beacon/api.js';
import type { FreshetSlateElement, ItemsLookup } from './api.js';
import { slateList } from './slate-list.js';

/** What the beacon tells: an event, or a session alone. */
type Told = Partial<BeaconEvent>;

const LISTENED = ['DOMContentLoaded', 'freshet:event', 'freshet:session', 'visibilitychange'];
/** After coming back to a tab: the beacon's own event, if there is one, asks sooner. */
const RETURN_PAUSE_MS = 100;

// A server that renders pages loads this file too, and a page may load it twice.
if (typeof customElements !== 'undefined' && !customElements.get('freshet-slate')) {
  class FreshetSlate extends HTMLElement implements FreshetSlateElement {
    static get observedAttributes(): readonly string[] {
      return ['limit', 'viewing', 'exclude'];
    }

    private readonly list = slateList(this);
    private lookup: ItemsLookup | null | undefined;

    get items(): ItemsLookup | null | undefined {
      return this.lookup;
    }

    set items(lookup) {
      this.lookup = lookup;
      // A page may set it anew whenever it draws: a list that is there does not hang on that.
      if (!this.isFilled()) this.ask();
    }

    connectedCallback(): void {
      // What a page set before this file was there hides the accessor.
      const { items } = this;
      delete (this as Partial<FreshetSlateElement>).items;
      this.items = items;
      for (const name of LISTENED) document.addEventListener(name, this);
      this.ask();
    }

    disconnectedCallback(): void {
      for (const name of LISTENED) document.removeEventListener(name, this);
      this.list.stop();
    }

    attributeChangedCallback(): void {
      this.ask();
    }

    handleEvent({ type, detail }: CustomEvent<Told | undefined>): void {
      // Other tabs of the session may have gone on.
      if (type !== 'visibilitychange') this.hear(detail ?? {});
      else if (!document.hidden) this.list.changeLater(performance.now(), RETURN_PAUSE_MS);
    }

    private hear({ id, type, item, session }: Told): void {
      if (!id) this.ask(session);
      // While there is no list, the view of a page without an item says at least that the beacon is there.
      else if (/^(view|watch|cart|purchase)$/.test(String(type)) && (item || !this.isFilled())) this.ask(id);
    }

    private isFilled(): boolean {
      return this.hasAttribute('data-freshet-slate');
    }

    private ask(cause?: string): void {
      // Before that, what stands inside the element may not be there yet.
      if (this.isConnected && document.readyState !== 'loading') this.list.change(performance.now(), cause);
    }
  }
  customElements.define('freshet-slate', FreshetSlate);
}
