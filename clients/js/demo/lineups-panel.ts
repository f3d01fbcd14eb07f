import type { Immutable, Lineup, LineupPlayer, MatchState } from '../src/index.js';

/** Who plays; there once the match has line-ups. */
export class LineupsPanel {
  readonly #place: HTMLElement;
  readonly #panel = document.createElement('section');
  readonly #sides = document.createElement('div');
  #shown: Immutable<MatchState>['lineups'] = [];

  constructor(place: HTMLElement) {
    this.#place = place;
    const heading = document.createElement('h2');
    heading.textContent = 'Line-ups';
    this.#sides.className = 'lineups';
    this.#panel.className = 'panel';
    this.#panel.append(heading, this.#sides);
  }

  show({ lineups, participants }: Immutable<MatchState>): void {
    if (lineups === this.#shown) return; // unchanged parts are the same objects
    this.#shown = lineups;
    const bySide = (side: string) => lineups.find((lineup) => lineup.side === side);
    this.#sides.replaceChildren(
      ...['home', 'away'].map((side, index) => sideOf(participants[index]?.name ?? '', bySide(side))),
    );
    if (lineups.length === 0) this.#panel.remove();
    else if (!this.#panel.isConnected) this.#place.append(this.#panel);
  }
}

function sideOf(name: string, lineup: Immutable<Lineup> | undefined): HTMLElement {
  const side = document.createElement('div');
  const heading = document.createElement('h3');
  heading.textContent = name;
  const formation = document.createElement('p');
  formation.textContent = lineup?.formation ?? '';
  const players = lineup?.players ?? [];
  const starters = list(players.filter((player) => player.starter));
  const bench = list(players.filter((player) => !player.starter));
  bench.className = 'bench';
  side.append(heading, formation, starters, ...(bench.childElementCount === 0 ? [] : [bench]));
  return side;
}

function list(players: readonly Immutable<LineupPlayer>[]): HTMLUListElement {
  const ul = document.createElement('ul');
  ul.append(...players.map(item));
  return ul;
}

function item({ shirt, name, captain }: Immutable<LineupPlayer>): HTMLLIElement {
  const li = document.createElement('li');
  const number = document.createElement('span');
  number.className = 'shirt';
  number.textContent = shirt === 0 ? '' : String(shirt);
  const who = document.createElement('span');
  who.textContent = captain ? `${name} (C)` : name;
  li.append(number, who);
  return li;
}
