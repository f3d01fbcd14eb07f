// Registers <fanout-score> and <fanout-board>.
import { FanoutBoardElement } from './widgets/fanout-board.js';
import { UPDATE_EVENT } from './widgets/fanout-element.js';
import { FanoutScoreElement } from './widgets/fanout-score.js';
import { type Words, wordsFor } from './widgets/words/words.js';

export { FanoutBoardElement, FanoutScoreElement, UPDATE_EVENT, type Words, wordsFor };

// A page may load this module twice, from two places: the first one counts.
if (customElements.get('fanout-score') === undefined) customElements.define('fanout-score', FanoutScoreElement);
if (customElements.get('fanout-board') === undefined) customElements.define('fanout-board', FanoutBoardElement);

declare global {
  interface HTMLElementTagNameMap {
    'fanout-score': FanoutScoreElement;
    'fanout-board': FanoutBoardElement;
  }
}
