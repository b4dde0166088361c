package io.notifyflow.source.mailbox;

import io.notifyflow.account.AddressGuard;
import io.notifyflow.source.PollFailed;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.FetchProfile;
import jakarta.mail.Flags;
import jakarta.mail.Folder;
import jakarta.mail.FolderClosedException;
import jakarta.mail.FolderNotFoundException;
import jakarta.mail.Message;
import jakarta.mail.MessageRemovedException;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Store;
import jakarta.mail.StoreClosedException;
import jakarta.mail.UIDFolder;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.eclipse.angus.mail.imap.IMAPFolder;
import org.eclipse.angus.mail.util.ReadableMime;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/** Looks for new mails, without a trace in the mailbox unless it is asked for one. */
@Component
class Mailbox implements DisposableBean {

    private static final Duration EACH_ANSWER = Duration.ofSeconds(10);
    /** Of the whole look, however slowly a server answers. */
    private static final Duration LONGEST = Duration.ofMinutes(1);

    private static final int MOST_MAILS = 100;
    /** Of a mail; the text comes before what is attached. */
    private static final int MOST_BYTES = 256 * 1024;

    private final AddressGuard addresses;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("mailbox-timeout").daemon().factory());

    Mailbox(AddressGuard addresses) {
        this.addresses = addresses;
    }

    /**
     * How far the mailbox was read.
     *
     * @param validity of the numbers; when it is another one they begin anew
     * @param uid      number of the last mail
     * @param at       when that was
     * @see <a href="https://datatracker.ietf.org/doc/html/rfc9051#section-2.3.1.1">Unique identifiers in IMAP</a>
     */
    record Place(long validity, long uid, Instant at) {}

    /**
     * What is new, the oldest first, and the place after it.
     *
     * @param unreadable the mails that are left out: each by its number, with the reason
     */
    record Look(List<Mail> mails, List<String> unreadable, Place place) {}

    /**
     * @param before null the first time
     * @throws PollFailed with the reason, if it cannot be read
     */
    Look look(MailboxSettings settings, String password, @Nullable Place before, Instant now) {
        var sockets = new GuardedSockets(addresses, settings.security().equals("none"));
        Future<?> end = timer.schedule(sockets::closeAll, LONGEST.toMillis(), TimeUnit.MILLISECONDS);
        try (Store store = Session.getInstance(properties(settings, sockets)).getStore("imap")) {
            store.connect(settings.host(), settings.port(), settings.user(), password);
            try (Folder folder = store.getFolder(settings.folder())) {
                folder.open(settings.markSeen() ? Folder.READ_WRITE : Folder.READ_ONLY);
                return look(folder, settings, before, now);
            }
        } catch (MessagingException | IOException | IllegalStateException failure) {
            throw failed(failure, settings, sockets.refusal());
        } finally {
            end.cancel(false);
            sockets.closeAll();
        }
    }

    private static Properties properties(MailboxSettings settings, GuardedSockets sockets) {
        String timeout = String.valueOf(EACH_ANSWER.toMillis());
        var properties = new Properties();
        properties.put("mail.imap.socketFactory", sockets);
        // Otherwise a refused connection is tried again without the guard.
        properties.setProperty("mail.imap.socketFactory.fallback", "false");
        properties.setProperty("mail.imap.connectiontimeout", timeout);
        properties.setProperty("mail.imap.timeout", timeout);
        properties.setProperty("mail.imap.writetimeout", timeout);
        properties.setProperty(
                "mail.imap.ssl.enable", String.valueOf(settings.security().equals("tls")));
        properties.setProperty("mail.imap.ssl.checkserveridentity", "true");
        String starttls = String.valueOf(settings.security().equals("starttls"));
        properties.setProperty("mail.imap.starttls.enable", starttls);
        properties.setProperty("mail.imap.starttls.required", starttls);
        properties.setProperty("mail.imap.fetchsize", String.valueOf(MOST_BYTES / 4));
        // A mail that is read stays unread.
        properties.setProperty("mail.imap.peek", "true");
        return properties;
    }

    private static Look look(Folder folder, MailboxSettings settings, @Nullable Place before, Instant now)
            throws MessagingException, IOException {
        var uids = (UIDFolder) folder;
        long validity = uids.getUIDValidity();
        boolean goesOn = before != null && before.validity() == validity;
        long read = before != null && goesOn ? before.uid() : newest(folder, uids);
        List<Message> fresh;
        if (before == null) {
            fresh = last(folder, settings.backlog());
        } else {
            fresh = goesOn ? after(uids, before.uid()) : since(last(folder, MOST_MAILS), before.at());
        }
        var mails = new ArrayList<Mail>();
        var unreadable = new ArrayList<String>();
        fetch(folder, fresh);
        for (Message message : fresh) {
            long uid = uids.getUID(message);
            read = Math.max(read, uid);
            try {
                mails.add(mail(message, validity + "." + uid));
                if (settings.markSeen()) {
                    message.setFlag(Flags.Flag.SEEN, true);
                }
            } catch (MessageRemovedException gone) {
                // Somebody deleted it meanwhile.
            } catch (FolderClosedException | StoreClosedException away) {
                throw away;
            } catch (MessagingException | IOException | RuntimeException | StackOverflowError wrong) {
                // Fails if it is the connection that is gone: then the mail is read again.
                folder.getMessageCount();
                unreadable.add("mail with UID " + uid + ": " + wrong.getMessage());
            }
        }
        return new Look(mails, unreadable, new Place(validity, read, now));
    }

    /** The server's own reading of mails is not asked for: it fails, or cannot be understood, for too many of them. */
    private static void fetch(Folder folder, List<Message> messages) throws MessagingException {
        var profile = new FetchProfile();
        profile.add(IMAPFolder.FetchProfileItem.INTERNALDATE);
        profile.add(UIDFolder.FetchProfileItem.UID);
        folder.fetch(messages.toArray(Message[]::new), profile);
    }

    /** Its beginning alone is fetched, whatever its size. */
    private static Mail mail(Message message, String id) throws MessagingException, IOException {
        try (InputStream raw = ((ReadableMime) message).getMimeStream()) {
            return Mail.of(raw.readNBytes(MOST_BYTES), id, message.getReceivedDate());
        }
    }

    private static List<Message> last(Folder folder, int count) throws MessagingException {
        int all = folder.getMessageCount();
        return count == 0 || all == 0 ? List.of() : List.of(folder.getMessages(Math.max(1, all - count + 1), all));
    }

    private static List<Message> since(List<Message> messages, Instant at) throws MessagingException {
        var since = new ArrayList<Message>();
        for (Message message : messages) {
            Date received = message.getReceivedDate();
            if (received != null && received.toInstant().isAfter(at)) {
                since.add(message);
            }
        }
        return since;
    }

    /** The server answers with the last mail, too, if there is none after the number. */
    private static List<Message> after(UIDFolder uids, long uid) throws MessagingException {
        var after = new ArrayList<Message>();
        for (Message message : uids.getMessagesByUID(uid + 1, UIDFolder.LASTUID)) {
            if (message != null && uids.getUID(message) > uid && after.size() < MOST_MAILS) {
                after.add(message);
            }
        }
        return after;
    }

    private static long newest(Folder folder, UIDFolder uids) throws MessagingException {
        int all = folder.getMessageCount();
        return all == 0 ? Math.max(0, uids.getUIDNext() - 1) : uids.getUID(folder.getMessage(all));
    }

    private static PollFailed failed(Exception failure, MailboxSettings settings, @Nullable String refusal) {
        if (refusal != null) {
            return new PollFailed(refusal, failure);
        } else if (failure instanceof AuthenticationFailedException) {
            return new PollFailed("The mail server refuses the login; check user and secret", failure);
        } else if (failure instanceof FolderNotFoundException) {
            return new PollFailed("The mailbox has no folder \"" + settings.folder() + "\"", failure);
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SSLException) {
                return new PollFailed("The mail server's certificate or its TLS is not valid", failure);
            }
        }
        return new PollFailed("The mail server cannot be reached, or does not answer as IMAP has it", failure);
    }

    @Override
    public void destroy() {
        timer.shutdownNow();
    }
}
