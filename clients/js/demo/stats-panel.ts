import { statUnits } from '../src/gen/vocabularies.js';
import type { Immutable, MatchState, Stat } from '../src/index.js';
import type { Words } from '../src/widgets.js';

const SVG = 'http://www.w3.org/2000/svg';

/** The statistics of a match, side by side; there once the match has any. */
export class StatsPanel {
  readonly #place: HTMLElement;
  readonly #words: Words;
  readonly #panel = document.createElement('section');
  readonly #body = document.createElement('tbody');
  #shown: Immutable<MatchState>['stats'] = [];

  constructor(place: HTMLElement, words: Words) {
    this.#place = place;
    this.#words = words;
    const heading = document.createElement('h2');
    heading.textContent = 'Statistics';
    const table = document.createElement('table');
    table.append(this.#body);
    this.#panel.className = 'panel';
    this.#panel.append(heading, table);
  }

  show({ sport, stats }: Immutable<MatchState>): void {
    if (stats === this.#shown) return; // unchanged parts are the same objects
    this.#shown = stats;
    this.#body.replaceChildren(...stats.flatMap((stat) => this.#rows(sport, stat)));
    if (stats.length === 0) this.#panel.remove();
    else if (!this.#panel.isConnected) this.#place.prepend(this.#panel);
  }

  #rows(sport: string, { key, home, away }: Immutable<Stat>): HTMLTableRowElement[] {
    const numbers = document.createElement('tr');
    const name = document.createElement('th');
    name.scope = 'row';
    name.textContent = this.#words.stat(sport, key);
    numbers.append(cell(valueText(sport, key, home)), name, cell(valueText(sport, key, away)));
    const bar = document.createElement('tr');
    const wide = document.createElement('td');
    wide.colSpan = 3;
    wide.append(shareBar(home, away));
    bar.append(wide);
    return [numbers, bar];
  }
}

function valueText(sport: string, key: string, value: number): string {
  const units: Readonly<Record<string, Readonly<Record<string, string>>>> = statUnits;
  return units[sport]?.[key] === 'PERCENT' ? `${value} %` : String(value);
}

function cell(text: string): HTMLTableCellElement {
  const td = document.createElement('td');
  td.textContent = text;
  return td;
}

/** How the two share the sum; the numbers above say the same. */
function shareBar(home: number, away: number): SVGSVGElement {
  const share = home + away > 0 ? (100 * home) / (home + away) : 50;
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('class', 'stat-bar');
  svg.setAttribute('viewBox', '0 0 100 4');
  svg.setAttribute('preserveAspectRatio', 'none');
  svg.setAttribute('aria-hidden', 'true');
  svg.append(part('home', 0, share), part('away', share, 100 - share));
  return svg;
}

function part(side: string, x: number, width: number): SVGRectElement {
  const rect = document.createElementNS(SVG, 'rect');
  for (const [name, value] of Object.entries({ class: side, x, width, y: 0, height: 4 })) {
    rect.setAttribute(name, String(value));
  }
  return rect;
}
