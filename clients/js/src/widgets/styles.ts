// Constructed style sheets: a page whose policy forbids inline styles (`style-src 'self'`) allows them.

function sheet(css: string): CSSStyleSheet {
  const made = new CSSStyleSheet();
  made.replaceSync(css);
  return made;
}

/**
 * Colours a page can set (`--fanout-…`), and ours where it does not. Every ink on every ground here has a contrast of 4.5 or
 * more (WCAG 2.2 AA), dimmed ones too: dimming takes another ink, never opacity.
 */
export const theme = sheet(`
  :host {
    --_ink: var(--fanout-ink, #161a22);
    --_muted: var(--fanout-muted, #586172);
    --_paper: var(--fanout-paper, #fff);
    --_line: var(--fanout-line, #dde1e8);
    --_live: var(--fanout-live, #0b7a43);
    --_alert: var(--fanout-alert, #8a4700);
    --_alert-paper: var(--fanout-alert-paper, #fff3df);
    --_flash: var(--fanout-flash, #bdeccf);
    --_focus: var(--fanout-focus, #1558d6);
    display: block;
    color: var(--_ink);
    font: 1rem / 1.4 var(--fanout-font, system-ui, sans-serif);
    font-variant-numeric: tabular-nums;
    text-align: start;
  }
  :host([hidden]) { display: none; }
  @media (prefers-color-scheme: dark) {
    :host {
      --_ink: var(--fanout-ink, #eef1f6);
      --_muted: var(--fanout-muted, #a3adbd);
      --_paper: var(--fanout-paper, #171b23);
      --_line: var(--fanout-line, #2d3440);
      --_live: var(--fanout-live, #4fd48b);
      --_alert: var(--fanout-alert, #ffc670);
      --_alert-paper: var(--fanout-alert-paper, #38290f);
      --_flash: var(--fanout-flash, #1d5a3a);
      --_focus: var(--fanout-focus, #8fb7ff);
    }
  }
  *, ::before { box-sizing: border-box; }
  .said {
    position: absolute; inline-size: 1px; block-size: 1px; margin: 0;
    overflow: hidden; clip-path: inset(50%); white-space: nowrap;
  }
  .notice { margin-block: .5rem; color: var(--_muted); font-size: .8125rem; min-block-size: 1.4em; }
  .notice[data-alert] {
    color: var(--_alert); background: var(--_alert-paper); border-radius: .375rem;
    box-shadow: 0 0 0 .3rem var(--_alert-paper);
  }
  .clock { color: var(--_live); font-weight: 600; }
  .is-live::before {
    content: ''; display: inline-block; inline-size: .5em; block-size: .5em; margin-inline-end: .4em;
    border: 1px solid var(--_live); border-radius: 50%; vertical-align: .08em;
  }
  [data-health='live'] .is-live::before { background: var(--_live); }
  [data-health='stale'] { --_ink: var(--_muted); --_live: var(--_muted); color: var(--_ink); }
  .red-cards { display: inline-flex; gap: .15em; vertical-align: -.08em; margin-inline-start: .4em; }
  .red-cards i { inline-size: .55em; block-size: .8em; border-radius: .1em; background: #d3202b; }
`);

export const scoreStyles = sheet(`
  .card {
    padding: 1rem; border: 1px solid var(--_line); border-radius: var(--fanout-radius, .75rem);
    background: var(--_paper); container-type: inline-size;
  }
  .head { display: flex; justify-content: space-between; gap: .75rem; font-size: .875rem; min-block-size: 1.4em; }
  .where { color: var(--_muted); overflow-wrap: anywhere; }
  .when { text-align: end; white-space: nowrap; }
  .when .clock { display: inline-block; min-inline-size: 3.2em; text-align: end; }
  .when .clock:empty { min-inline-size: 0; }
  .table { overflow-x: auto; min-block-size: 5.1rem; margin-block: .625rem .25rem; }
  table { inline-size: 100%; border-collapse: collapse; }
  thead th { color: var(--_muted); font-size: .75rem; font-weight: 400; padding: 0 .4rem .2rem; white-space: nowrap; }
  thead [data-kind='total'] span { display: block; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); }
  th:first-child { position: sticky; inset-inline-start: 0; background: var(--_paper); }
  [data-kind='total'] { position: sticky; inset-inline-end: 0; background: var(--_paper); }
  tbody th {
    text-align: start; font-weight: 500;
    font-size: 1.125rem; padding-block: .35rem; padding-inline: 0 .5rem; inline-size: 99%; min-inline-size: 7em;
    overflow-wrap: break-word;
  }
  tbody th::before {
    content: ''; display: inline-block; inline-size: .25rem; block-size: 1.1em; margin-inline-end: .6rem;
    border-radius: 1rem; background: var(--_side, var(--_line)); vertical-align: -.2em;
  }
  tbody td { text-align: center; padding: .35rem .4rem; border-radius: .375rem; color: var(--_muted); white-space: nowrap; }
  tbody td b { display: inline-block; min-inline-size: 2ch; font-weight: 400; }
  tbody td[data-leads] { color: var(--_ink); }
  tbody td[data-kind='points'] { color: var(--_live); }
  tbody td[data-kind='points'] b { font-weight: 600; }
  tbody td[data-kind='total'] {
    color: var(--_ink); font-size: 1.5rem; line-height: 1.2; text-align: end; padding-inline-end: .1rem;
  }
  tbody td[data-kind='total'] b { font-weight: 700; }
  tbody td[data-kind='innings'] { color: var(--_ink); font-size: 1.125rem; text-align: end; }
  tbody td[data-kind='innings']:last-child b { font-weight: 700; }
  tbody sup { font-size: .65em; line-height: 0; margin-inline-start: .1em; }
  .serving {
    display: inline-block; inline-size: .5em; block-size: .5em; margin-inline-start: .5em; border-radius: 50%;
    background: var(--_live); vertical-align: .1em;
  }
  .serving[hidden], .red-cards[hidden] { display: none; }
  .notes { margin: 0; color: var(--_muted); font-size: .875rem; min-block-size: 1.4em; }
  .notes bdi + bdi::before { content: ' · '; }
  .timeline {
    list-style: none; margin: .75rem 0 0; padding: .5rem 0 0; border-block-start: 1px solid var(--_line);
    font-size: .9375rem;
  }
  .timeline:empty { display: none; }
  .incident {
    display: grid; grid-template-columns: 3.6em 1.25rem minmax(0, 1fr); column-gap: .4rem; align-items: baseline;
    padding-block: .25rem;
  }
  .minute { color: var(--_muted); text-align: end; }
  .icon { inline-size: 1rem; block-size: 1rem; fill: var(--_ink); align-self: start; margin-block-start: .2em; justify-self: center; }
  .icon-yellow { fill: #e0a800; }
  .icon-red, .icon-second_yellow { fill: #d3202b; }
  .icon-substitution { fill: var(--_live); }
  .what { overflow-wrap: anywhere; }
  .title { font-weight: 600; }
  .caveat { grid-column: 3; color: var(--_alert); font-size: .8125rem; }
  .caveat:empty { display: none; }
  .taken-back .what, .taken-back .title { color: var(--_muted); }
  .taken-back .icon { fill: var(--_muted); }
  @container (min-width: 30rem) {
    .incident { grid-template-columns: minmax(0, 1fr) 1.25rem 3.6em 1.25rem minmax(0, 1fr); }
    .minute { grid-area: 1 / 3; text-align: center; }
    .icon { grid-area: 1 / 4; }
    .what { grid-area: 1 / 5; }
    .caveat { grid-area: 2 / 5; }
    [data-side='home'] .icon { grid-area: 1 / 2; }
    [data-side='home'] .what { grid-area: 1 / 1; text-align: end; }
    [data-side='home'] .caveat { grid-area: 2 / 1; text-align: end; }
  }
`);

export const boardStyles = sheet(`
  .board { container-type: inline-size; }
  .empty { margin: 0; padding: 2rem 1rem; color: var(--_muted); text-align: center; }
  .empty[hidden] { display: none; }
  .group {
    margin-block-end: 1rem; border: 1px solid var(--_line); border-radius: var(--fanout-radius, .75rem);
    background: var(--_paper); overflow: hidden;
  }
  h3 { margin: 0; padding: .6rem 1rem; font-size: .875rem; font-weight: 600; border-block-end: 1px solid var(--_line); }
  h3 .sport { color: var(--_muted); font-weight: 400; }
  h3 .sport::after { content: ' · '; }
  ul { list-style: none; margin: 0; padding: 0; }
  li + li { border-block-start: 1px solid var(--_line); }
  .row {
    display: grid; grid-template-columns: 6.25rem minmax(0, 1fr) auto auto; gap: .15rem .5rem; align-items: baseline;
    padding: .6rem 1rem; color: inherit; text-decoration: none;
  }
  a.row:hover { background: color-mix(in srgb, var(--_line) 40%, transparent); }
  a.row:focus-visible { outline: 2px solid var(--_focus); outline-offset: -2px; }
  .status, .row > .clock { grid-column: 1; font-size: .8125rem; }
  .status { grid-row: 1; color: var(--_muted); overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
  .row > .clock { grid-row: 2; min-block-size: 1.4em; }
  .side { display: contents; }
  .side.home > * { grid-row: 1; }
  .side.away > * { grid-row: 2; }
  .name { grid-column: 2; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
  .kicks { grid-column: -3; color: var(--_muted); font-size: .8125rem; text-align: end; }
  .total {
    grid-column: -2; min-inline-size: 3ch; text-align: end; font-weight: 700; border-radius: .25rem; white-space: nowrap;
  }
  .last { display: none; color: var(--_muted); font-size: .8125rem; }
  .pages { color: var(--_muted); font-size: .8125rem; text-align: center; margin: 0; }
  .pages:empty { display: none; }
  @container (min-width: 40rem) {
    .row { grid-template-columns: 9rem minmax(0, 1fr) minmax(0, 1fr) auto auto; column-gap: .75rem; }
    .last {
      display: block; grid-area: 1 / 3 / 3 / 4; align-self: center; overflow: hidden; text-overflow: ellipsis;
      white-space: nowrap;
    }
  }
`);
