/** The pages about the account itself: its people, its use, what it pays, and who changed what. */
@NullMarked
package io.notifyflow.dashboard.team;

import org.jspecify.annotations.NullMarked;
