import type { BoardState, Client, Dispose, Headline, Immutable, Update } from '../index.js';
import { BoardRow } from './board-row.js';
import { h, KeyedChildren, setAttribute, setText } from './dom.js';
import { FanoutElement } from './fanout-element.js';
import { boardStyles, theme } from './styles.js';

interface Group {
  readonly key: string;
  readonly sport: string;
  readonly competition: string;
  readonly rows: Immutable<Headline>[];
}

/**
 * `<fanout-board name="live">`: a list of matches, by competition. `match-href` makes rows links (`match.html?id={id}`),
 * `sport` shows those of one sport only.
 */
export class FanoutBoardElement extends FanoutElement<'board'> {
  static override readonly observedAttributes = ['name', 'sport', 'match-href', ...FanoutElement.observedAttributes];

  readonly #notice = h('p', { class: 'notice', role: 'status' });
  readonly #empty = h('p', { class: 'empty', hidden: '' });
  readonly #groupsElement = h('div', { class: 'groups' });
  readonly #pages = h('p', { class: 'pages' });
  readonly #board = h(
    'div',
    { class: 'board', part: 'board' },
    this.#notice,
    this.#groupsElement,
    this.#empty,
    this.#pages,
  );
  readonly #rows = new Map<string, BoardRow>();
  readonly #lists = new WeakMap<Element, KeyedChildren<Immutable<Headline>, HTMLLIElement>>();
  readonly #groups = new KeyedChildren<Group, HTMLElement>(
    this.#groupsElement,
    (group) => group.key,
    () => this.#makeGroup(),
    (element, group) => this.#showGroup(element, group),
  );

  constructor() {
    super();
    const root = this.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = [theme, boardStyles];
    root.append(this.#board);
  }

  override attributeChangedCallback(name: string, before: string | null, after: string | null): void {
    if (name === 'sport') this.show(this.update);
    else super.attributeChangedCallback(name, before, after);
  }

  protected override follow(
    client: Client,
    delaySeconds: number,
    listener: (update: Update<'board'>) => void,
  ): Dispose | null {
    const name = this.getAttribute('name');
    return name === null || name === '' ? null : client.board(name, listener, { delaySeconds });
  }

  protected override show(update: Update<'board'> | null): void {
    if (update === null) this.#clear();
    this.showHealth(this.#board, this.#notice);
    const state = update?.state ?? null;
    if (state === null) return;
    const groups = groupsOf(state, this.getAttribute('sport'));
    this.#groups.show(groups);
    this.#forgetRowsBut(groups);
    setText(this.#empty, this.words.phrase('noMatches'));
    setAttribute(this.#empty, 'hidden', groups.length === 0 ? null : '');
    const { page, pages } = state;
    setText(this.#pages, pages > 1 ? this.words.phrase('page', { page, pages }) : '');
    this.tick();
  }

  protected override tick(): void {
    this.showHealth(this.#board, this.#notice);
    const now = this.streamTimeMs;
    const isLive = this.update?.freshness.kind === 'live';
    for (const row of this.#rows.values()) row.tick(this.words, now, isLive);
  }

  #makeGroup(): HTMLElement {
    const list = h('ul');
    const heading = h('h3', {}, h('span', { class: 'sport' }), h('bdi', { class: 'competition' }));
    const group = h('section', { class: 'group', part: 'group' }, heading, list);
    this.#lists.set(
      group,
      new KeyedChildren(
        list,
        (headline) => headline.id,
        (headline) => this.#makeRow(headline).element,
        (_, headline) => this.#rows.get(headline.id)?.show(headline, this.words),
      ),
    );
    return group;
  }

  #showGroup(element: HTMLElement, group: Group): void {
    const [sport, competition] = element.querySelectorAll('h3 > *');
    if (sport !== undefined) setText(sport, this.words.sport(group.sport));
    if (competition !== undefined) setText(competition, group.competition);
    this.#lists.get(element)?.show(group.rows);
  }

  #makeRow({ id }: Immutable<Headline>): BoardRow {
    const template = this.getAttribute('match-href');
    const row = new BoardRow(template === null ? null : template.replaceAll('{id}', encodeURIComponent(id)));
    this.#rows.set(id, row);
    return row;
  }

  #forgetRowsBut(groups: readonly Group[]): void {
    const shown = new Set(groups.flatMap((group) => group.rows.map((row) => row.id)));
    for (const id of this.#rows.keys()) {
      if (!shown.has(id)) this.#rows.delete(id);
    }
  }

  #clear(): void {
    this.#groups.show([]);
    this.#rows.clear();
    setAttribute(this.#empty, 'hidden', '');
  }
}

/** By competition, in the order of their first matches; the board's own order within. */
function groupsOf(board: Immutable<BoardState>, sport: string | null): Group[] {
  const groups = new Map<string, Group>();
  for (const row of board.rows) {
    if (sport !== null && sport !== '' && row.sport !== sport) continue;
    const key = JSON.stringify([row.sport, row.competition?.id ?? '']);
    const group = groups.get(key) ?? { key, sport: row.sport, competition: row.competition?.name ?? '', rows: [] };
    group.rows.push(row);
    groups.set(key, group);
  }
  return [...groups.values()];
}
