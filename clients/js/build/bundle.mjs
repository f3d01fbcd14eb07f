// Makes dist/: the SDK and the widgets as ES modules, and the demo pages. The widgets and the pages import the SDK as the
// file beside them, so a page has it once.
import { cp, mkdir, rm } from 'node:fs/promises';
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
  ...['index.html', 'match.html'].map((page) => cp(path(`demo/${page}`), path(`dist/${page}`))),
  cp(path('demo/favicon.svg'), path('dist/assets/favicon.svg')),
]);
