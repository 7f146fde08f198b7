import { createTheme, Modal, Tooltip } from '@mantine/core';

/** Colours are set in styles/theme.css: no <style> element may be written at run time. */
export const theme = createTheme({
  fontFamily:
    '"Hiragino Sans", "Yu Gothic UI", "Noto Sans CJK JP", "Noto Sans JP", Meiryo, sans-serif',
  fontFamilyMonospace: '"Noto Sans Mono CJK JP", Consolas, monospace',
  primaryColor: 'blue',
  primaryShade: 8,
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    // The scroll lock would inject a <style>; the page itself never scrolls behind a dialog.
    Modal: Modal.extend({ defaultProps: { lockScroll: false, centered: true } }),
    Tooltip: Tooltip.extend({ defaultProps: { withArrow: true, multiline: true, maw: 320 } }),
  },
});
