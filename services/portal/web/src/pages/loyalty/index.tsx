// Loyalty: members, one member, the programme.
import { Route, Routes } from 'react-router-dom';
import { MemberPage } from './MemberPage';
import { MembersPage } from './MembersPage';
import { ProgrammePage } from './ProgrammePage';

export default function Loyalty() {
  return (
    <Routes>
      <Route index element={<MembersPage />} />
      <Route path="programme" element={<ProgrammePage />} />
      <Route path="members/:customerId" element={<MemberPage />} />
      <Route path=":customerId" element={<MemberPage />} />
    </Routes>
  );
}
