// Runs in the page, before anything else: counts keys and watches the desk from within, so that no round trip of the
// bench is measured.
const MODIFIERS = new Set(['Shift', 'Control', 'Alt', 'Meta']);
const PATIENCE_MS = 20_000;
const clock = { keys: 0, lastKeyAt: 0, sheet: null, times: [] };

const rows = () => [...document.querySelectorAll('li[data-field]')];

window.yoshinDesk = {
  times: () => clock.times,
  sheet: () => clock.sheet,
  /** The field in work, where it is still to be keyed unseen. */
  fieldWith: (text) => {
    const row = document.querySelector('li:has([aria-current="step"])');
    return row?.textContent.includes(text) ? row.getAttribute('data-field') : null;
  },
  rowHas: (field, text) =>
    document.querySelector(`li[data-field="${field}"]`)?.textContent.includes(text) === true,
  someRowHas: (text) => rows().some((row) => row.textContent.includes(text)),
  cropsShown: () => {
    const crops = [...document.querySelectorAll('.column-crop')];
    return crops.length > 0 && crops.every((crop) => crop.style.backgroundImage !== '');
  },
  crops: () => document.querySelectorAll('.column-crop').length,
  figuresShown: () => document.querySelectorAll('.backlog-page tbody tr').length > 0,
  /** From the last key to the frame in which it is so, ms. */
  sinceKey: (question) =>
    window.yoshinDesk.until(true, question, []).then(() => performance.now() - clock.lastKeyAt),
  /** Asks at every frame; the page's own policy forbids it to be asked from outside in words. */
  until: (wanted, question, words) =>
    new Promise((resolve, reject) => {
      const patienceEnds = performance.now() + PATIENCE_MS;
      const ask = () => {
        if (Boolean(window.yoshinDesk[question](...words)) === wanted) resolve(true);
        else if (performance.now() > patienceEnds) reject(new Error(`waited for ${question}`));
        else requestAnimationFrame(ask);
      };
      ask();
    }),
};

window.addEventListener(
  'keydown',
  ({ key }) => {
    if (MODIFIERS.has(key)) return;
    clock.keys += 1;
    clock.lastKeyAt = performance.now();
  },
  { capture: true },
);

const look = () => {
  const sheet = document.querySelector('.sheet-heading code')?.getAttribute('title') ?? null;
  const scan = document.querySelector('.sheet-page > img');
  const isPainted = scan?.complete === true && scan.naturalWidth > 0;
  const isReady = document.querySelector('[aria-current="step"]') !== null;
  if (sheet !== null && sheet !== clock.sheet && isPainted && isReady) {
    const nextShownMs = performance.now() - clock.lastKeyAt;
    if (clock.sheet !== null) clock.times.push({ nextShownMs, keys: clock.keys });
    clock.sheet = sheet;
    clock.keys = 0;
  }
  requestAnimationFrame(look);
};
requestAnimationFrame(look);
