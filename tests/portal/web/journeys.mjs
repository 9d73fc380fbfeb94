// Journeys through all departments in a real browser, told one after the other on one installation:
//   node journeys.mjs <folder of programs> [story …]
import { customerStories } from './customers_stories.mjs';
import { salesStories } from './sales_stories.mjs';
import { serviceStories } from './service_stories.mjs';
import { tellStories } from './site.mjs';

await tellStories({ ...salesStories, ...customerStories, ...serviceStories });
