/** What was measured, as tables, goals and pictures. */
@NullMarked
package io.notifyflow.bench.report;

import org.jspecify.annotations.NullMarked;
