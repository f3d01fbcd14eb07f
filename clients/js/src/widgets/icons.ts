const SVG = 'http://www.w3.org/2000/svg';

/** Paths in a box of 24; drawn here, so that no font has to have them. */
const paths: Readonly<Record<string, string>> = {
  goal: 'M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20Zm0 5.2 4.1 3-1.6 4.8H9.5l-1.6-4.8Z',
  card: 'M7 3h10a1 1 0 0 1 1 1v16a1 1 0 0 1-1 1H7a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1Z',
  substitution: 'M7 4 2.5 8.5 7 13v-3h9V7H7Zm10 7 4.5 4.5L17 20v-3H8v-3h9Z',
  var: 'M3 4h18v13H3Zm2 2v9h14V6Zm3 13h8v2H8Z',
  injury: 'M9.5 3h5v6.5H21v5h-6.5V21h-5v-6.5H3v-5h6.5Z',
  foul: 'M8 3h8l5 5v8l-5 5H8l-5-5V8Z',
  other: 'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8Z',
};

const iconOfType: ReadonlyMap<string, string> = new Map([
  ['goal', 'goal'],
  ['shootout_kick', 'goal'],
  ['penalty', 'goal'],
  ['foul', 'foul'],
  ['card', 'card'],
  ['substitution', 'substitution'],
  ['var', 'var'],
  ['injury', 'injury'],
]);

/** A drawing for a type of incident; the text beside it says what it is. */
export function icon(type: string, variant = ''): SVGSVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', paths[iconOfType.get(type) ?? 'other'] ?? '');
  path.setAttribute('fill-rule', 'evenodd');
  svg.append(path);
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('class', ['icon', type, variant].filter(Boolean).join(' icon-'));
  svg.setAttribute('aria-hidden', 'true');
  return svg;
}
