export { CasesPage as default } from './CasesPage';
