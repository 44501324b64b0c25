import { markup, type Markup } from '../markup.js';

/**
 * What goes on inside, told from what any page can hear: the beacon's and the widget's DOM events, and what the service answers
 * about a session. Filled by `browser/panel.ts`.
 * @param serviceUrl where the session's vector is asked for.
 */
export function panel(serviceUrl: string): Markup {
  return markup`<aside class="panel" id="panel" aria-labelledby="panel-title" data-service="${serviceUrl}" hidden>
      <div class="panel-head"><h2 id="panel-title" tabindex="-1">Inside</h2><button type="button" class="tool" id="panel-close" aria-label="Close the panel">×</button></div>
      <dl class="gauges">
        <div class="gauge big"><dt>click to new slate</dt><dd><span id="slate-ms">–</span> <abbr title="milliseconds">ms</abbr></dd></div>
        <div class="gauge big"><dt>event to answer</dt><dd><span id="sent-ms">–</span> <abbr title="milliseconds">ms</abbr></dd></div>
        <div class="gauge"><dt>strategy</dt><dd id="strategy">–</dd></div>
        <div class="gauge"><dt>events counted</dt><dd id="events-counted">–</dd></div>
        <div class="gauge"><dt>skipped</dt><dd id="degraded">–</dd></div>
      </dl>
      <h3>The session’s vector</h3>
      <ol class="bars" id="vector"></ol>
      <p class="empty" id="vector-empty">Empty: open a film.</p>
      <h3>Why these films</h3>
      <ol class="reasons" id="reasons"></ol>
      <h3>Events, as they leave</h3>
      <ol class="events" id="events"></ol>
      <p class="session"><span>session <code id="session">–</code></span> <button type="button" class="button quiet" id="new-session">New session</button></p>
    </aside>`;
}
