// Makes dist/: the SDK and the widgets as ES modules, and the demo pages. The widgets and the pages import the SDK as the
// file beside them, so a page has it once.
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = new URL('../', import.meta.url);
const path = (relative) => fileURLToPath(new URL(relative, root));

/** Turns imports of a module of ours into imports of its bundle; `place` is where that lies as seen from the importing one. */
const bundled = (modules, place) => ({
  name: 'bundled',
  setup({ onResolve }) {
    onResolve({ filter: /^\.{1,2}\// }, ({ path: imported, importer }) => {
      const name = Object.keys(modules).find(
        (module) => new URL(imported, `file://${importer}`).pathname === path(module),
      );
      return name === undefined ? undefined : { path: `${place}${modules[name]}`, external: true };
    });
  },
});

/** The demo pages: what differs between them; the rest is demo/page.html, and what they show demo/<script>.html. */
const pages = [
  {
    file: 'index.html',
    script: 'board',
    title: 'Live',
    description: 'Live scores of every match in play, pushed by Fanout.',
    links: '',
  },
  {
    file: 'match.html',
    script: 'match',
    title: 'Match',
    description: 'One match, live: score, clock and what happened, pushed by Fanout.',
    links: '<a class="back" href="index.html">All matches</a>',
  },
];

/** Fills the braces of the page that all share. */
async function writePage({ file, ...parts }) {
  const [page, main] = await Promise.all(
    ['page', parts.script].map((name) => readFile(path(`demo/${name}.html`), 'utf8')),
  );
  const html = Object.entries({ ...parts, main: main.trim() }).reduce(
    (text, [name, part]) => text.replace(`{${name}}`, () => part),
    page,
  );
  await writeFile(path(`dist/${file}`), html);
}

const options = {
  bundle: true,
  format: 'esm',
  target: 'es2022',
  minify: true,
  sourcemap: true,
  legalComments: 'none',
  logLevel: 'warning',
};

const sdk = { 'src/index.js': 'fanout.js' };
const widgets = { 'src/widgets.js': 'widgets.js' };

await rm(path('dist'), { recursive: true, force: true });
await mkdir(path('dist/assets'), { recursive: true });
await Promise.all([
  build({ ...options, entryPoints: [path('src/index.ts')], outfile: path('dist/fanout.js') }),
  build({
    ...options,
    entryPoints: [path('src/widgets.ts')],
    outfile: path('dist/widgets.js'),
    plugins: [bundled(sdk, './')],
  }),
  build({
    ...options,
    entryPoints: [path('demo/board.ts'), path('demo/match.ts'), path('demo/page.css')],
    outdir: path('dist/assets'),
    plugins: [bundled({ ...sdk, ...widgets }, '../')],
  }),
  ...pages.map(writePage),
  cp(path('demo/favicon.svg'), path('dist/assets/favicon.svg')),
]);
