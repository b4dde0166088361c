package io.notifyflow.delivery.ntfy;

import io.notifyflow.account.DestinationSettings;
import io.notifyflow.account.DestinationType;
import io.notifyflow.account.Told;
import io.notifyflow.delivery.DestinationKind;
import io.notifyflow.delivery.Target;
import io.notifyflow.delivery.TargetSettings;
import io.notifyflow.delivery.outbound.CallPace;
import io.notifyflow.delivery.outbound.OutboundAddresses;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Topics of ntfy: the public server limits the address that calls come from, one's own mostly does not. */
@Component
class NtfyType implements DestinationType, DestinationKind {

    private final OutboundAddresses addresses;
    private final TargetSettings settings;
    private final CallPace pace;

    NtfyType(OutboundAddresses addresses, TargetSettings settings, CallPace pace) {
        this.addresses = addresses;
        this.settings = settings;
        this.pace = pace;
    }

    @Override
    public String name() {
        return type();
    }

    @Override
    public String type() {
        return "ntfy";
    }

    @Override
    public Set<String> members() {
        return Set.of("server", "topic", "token", "priority", "tags");
    }

    @Override
    public Set<String> addressMembers() {
        return Set.of("server");
    }

    @Override
    public DestinationSettings check(Map<String, String> values) {
        var told = new Told(values);
        NtfySettings checked = NtfySettings.of(told, addresses);
        var shown = new HashMap<String, String>();
        shown.put("server", checked.server().toString());
        keep(told, "priority", shown);
        keep(told, "tags", shown);
        var secret = new HashMap<>(Map.of("topic", checked.topic()));
        keep(told, "token", secret);
        return new DestinationSettings(shown, secret, checked.server() + " " + checked.topic() + " " + checked.token());
    }

    private static void keep(Told told, String member, Map<String, String> in) {
        String value = told.optional(member);
        if (value != null) {
            in.put(member, value);
        }
    }

    NtfySettings read(Target target) {
        return settings.read(target, told -> NtfySettings.of(told, addresses));
    }

    @Override
    public boolean answeredByAService(Target target) {
        return onPublicServer(target);
    }

    @Override
    public boolean paced(Target target) {
        return onPublicServer(target);
    }

    private static boolean onPublicServer(Target target) {
        // Without its secrets: what cannot be read is said by the attempt, not by the line before it.
        return target.config()
                .getOrDefault("server", NtfySettings.PUBLIC_SERVER)
                .equals(NtfySettings.PUBLIC_SERVER);
    }

    @Override
    public Duration take(Target target) {
        return paced(target) ? pace.take("ntfy.sh", NtfyLimits.REFILL, NtfyLimits.AT_ONCE) : Duration.ZERO;
    }
}
