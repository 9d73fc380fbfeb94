// How the browser application is built; PAYVAND_PORTAL names the portal that `npm run dev` passes /api on to.
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const source = fileURLToPath(new URL('./src', import.meta.url));
const portal = process.env.PAYVAND_PORTAL ?? 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [react()],
  resolve: { alias: { '@': source } },
  server: {
    host: '127.0.0.1',
    port: Number(process.env.PAYVAND_WEB_PORT ?? 5173),
    proxy: { '/api': { target: portal, changeOrigin: true, headers: { origin: portal } } },
  },
  build: {
    target: 'es2022',
    manifest: true,
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1200,
    rollupOptions: {
      output: {
        manualChunks(id) {
          if (/node_modules\/(react|react-dom|scheduler|react-router|react-router-dom|@remix-run)\//.test(id)) return 'react';
          if (/node_modules\/(echarts|zrender)\//.test(id)) return 'charts';
          return undefined;
        },
      },
    },
  },
});
