import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const INJECTION = 'styleInject(css_248z);';

/**
 * react-zoom-pan-pinch writes a <style> element when it is imported, which the server's policy
 * (`style-src 'self'`) refuses. The rules live in styles/review.css instead; a version that injects
 * differently stops the build rather than shipping a page without them.
 */
function withoutInjectedStyle(): Plugin {
  return {
    name: 'without-injected-style',
    apply: 'build',
    transform(code, id) {
      if (!id.includes('/react-zoom-pan-pinch/')) return null;
      if (!code.includes(INJECTION)) throw new Error('react-zoom-pan-pinch no longer injects so');
      return { code: code.replace(INJECTION, ''), map: null };
    },
  };
}

export default defineConfig({
  root: import.meta.dirname,
  base: '/',
  plugins: [react(), withoutInjectedStyle()],
  build: {
    outDir: '../dist/review-ui',
    emptyOutDir: true,
    // Inlined assets would be `data:` URLs, which the policy refuses.
    assetsInlineLimit: 0,
  },
  server: { proxy: { '/api': 'http://127.0.0.1:8080' } },
});
