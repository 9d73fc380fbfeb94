// Campaigns: all, and one of them.
import { Route, Routes } from 'react-router-dom';
import { CampaignPage } from './CampaignPage';
import { CampaignsPage } from './CampaignsPage';

export default function Campaigns() {
  return (
    <Routes>
      <Route index element={<CampaignsPage />} />
      <Route path=":campaignId" element={<CampaignPage />} />
    </Routes>
  );
}
