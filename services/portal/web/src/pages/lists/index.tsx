// Marketing lists: all, a new one, one of them.
import { Route, Routes } from 'react-router-dom';
import { ListPage } from './ListPage';
import { ListsPage } from './ListsPage';
import { NewListPage } from './NewListPage';

export default function Lists() {
  return (
    <Routes>
      <Route index element={<ListsPage />} />
      <Route path="new" element={<NewListPage />} />
      <Route path=":listId" element={<ListPage />} />
    </Routes>
  );
}
