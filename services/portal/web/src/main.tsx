// Where the browser application begins.
import '@/app/nonce';
import '@/app/nonce';
import '@/app/settings';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Root } from './app/App';
import './app/styles.css';

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <Root />
  </StrictMode>,
);
