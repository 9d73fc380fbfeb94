/* What goes wrong, when and how often: the seed gives each run a character of its own. */
#pragma once

/* Faults begin, and go on until faults_end. */
void faults_begin(void);
/* All links carry, all clocks are right, nobody is stopped, disks have room; who is down comes back. */
void faults_end(void);
