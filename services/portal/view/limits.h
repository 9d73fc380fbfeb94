/* Every limit of the views. */
#pragma once

#define VIEW_TITLE_LIMIT_BYTES 300      /* a title of an item, an alert, a row of the timeline */
#define VIEW_TEXT_LIMIT_BYTES 400       /* what is kept in the timeline of a longer text */
#define VIEW_REFERENCE_LIMIT 8          /* other records that a row of the timeline names */
#define VIEW_CHANGE_LIMIT 12            /* facts that a row of the timeline names */
#define VIEW_LINE_LIMIT 5               /* lines of a purchase in a row of the timeline */
#define VIEW_TIMELINE_LIMIT 20          /* rows of the timeline in an overview, if not asked for more … */
#define VIEW_TIMELINE_MOST 100          /* … and at most */
#define VIEW_LOOK_LIMIT 2000            /* rows looked at for one page of a filtered list */
#define VIEW_OPEN_LIMIT 10              /* open items of a kind in an overview */
#define VIEW_CLOSED_LIMIT 5             /* closed items of a kind in an overview */
#define VIEW_COUNT_LIMIT 200            /* where counting ends */
#define VIEW_RELATED_LIMIT 50           /* related customers in an overview */
#define VIEW_DUPLICATE_LIMIT 20         /* likely duplicates in an overview */
#define VIEW_MEMBERSHIP_LIMIT 50        /* lists of a customer that are shown and filtered by */
#define VIEW_TAG_LIMIT 128              /* tags of a profile */
#define VIEW_ALERT_LIMIT 500            /* newest alerts kept of a person */
#define VIEW_MARK_LIMIT 500             /* alerts marked at once */
#define VIEW_INBOX_LIMIT 20             /* rows of each section of an inbox, if not asked for more … */
#define VIEW_INBOX_MOST 100             /* … and at most */
#define VIEW_NAME_LIMIT_BYTES 100       /* name of a kept view, of a page, of a column */
#define VIEW_FILTER_LIMIT_BYTES 4096    /* filters of a kept view */
#define VIEW_COLUMN_LIMIT 50            /* columns of a kept view */
#define VIEW_VIEW_LIMIT 200             /* views that a person keeps */
#define VIEW_SHARED_LIMIT 500           /* shared views shown */
#define VIEW_FIGURE_ROW_LIMIT 100000    /* half hours looked at for one table of figures */
#define VIEW_FIGURE_SUM_LIMIT 1500      /* rows of one table of figures */
#define VIEW_FIGURE_NAME_LIMIT 32       /* figures asked for at once */
#define VIEW_FIGURE_SPAN_MS (400LL * 24 * 3600 * 1000) /* time that one table of figures covers */
