package io.notifyflow.identity.sync;

import io.notifyflow.identity.ProviderUsers;
import io.notifyflow.receipt.Receipt;
import io.notifyflow.receipt.Receipts;
import io.notifyflow.receipt.Settled;
import org.springframework.stereotype.Component;

/** Applies what the provider tells of a user, in the transaction of its receipt. */
@Component("userChanges")
public class UserChanges {

    private final UserWebhook webhook;
    private final ProviderUsers users;
    private final Receipts receipts;

    UserChanges(UserWebhook webhook, ProviderUsers users, Receipts receipts) {
        this.webhook = webhook;
        this.users = users;
        this.receipts = receipts;
    }

    public Settled apply(Receipt receipt) {
        return receipts.settle(receipt, () -> effect(webhook.read(receipt)));
    }

    private Settled effect(UserMessage message) {
        return switch (message) {
            case UserMessage.Changed changed ->
                settled(users.changed(changed.user(), changed.updated(), changed.banned()));
            case UserMessage.Deleted deleted -> settled(users.deleted(deleted.provider(), deleted.subject()));
            case UserMessage.Other other -> Settled.ignored(other.why());
            case UserMessage.Unreadable unreadable -> Settled.parked(unreadable.why());
        };
    }

    private static Settled settled(ProviderUsers.Effect effect) {
        return switch (effect) {
            case APPLIED -> Settled.applied();
            case OLDER -> Settled.ignored("Something later is known");
            case GONE -> Settled.ignored("The user is gone, and stays so");
        };
    }
}
