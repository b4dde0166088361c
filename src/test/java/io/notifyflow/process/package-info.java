/** The packaged hub as a process: started, killed, stopped, and run twice on one database. */
@NullMarked
package io.notifyflow.process;

import org.jspecify.annotations.NullMarked;
