/** Microsoft Teams: the card for a workflow's webhook, and the meaning of the answers. */
@NullMarked
package io.notifyflow.delivery.teams;

import org.jspecify.annotations.NullMarked;
