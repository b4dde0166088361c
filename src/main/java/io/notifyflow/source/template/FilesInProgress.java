package io.notifyflow.source.template;

import java.time.Duration;
import org.apache.camel.spi.IdempotentRepository;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/**
 * Which files are being read, so that hubs on one folder do not take the same; by the path that they all know it under.
 * After a crash the next hub may take it once the lease has ended.
 */
@Component("filesInProgress")
class FilesInProgress implements IdempotentRepository {

    private static final Logger log = LoggerFactory.getLogger(FilesInProgress.class);
    private static final Duration LEASE = Duration.ofMinutes(2);

    private final RouteLeases leases;

    FilesInProgress(RouteLeases leases) {
        this.leases = leases;
    }

    @Override
    public boolean add(String path) {
        try {
            return leases.take(name(path), LEASE);
        } catch (DataAccessException down) {
            log.warn("The file {} waits for the database: {}", path, cause(down));
            return false;
        }
    }

    /** Whether it is, {@link #add} finds out without a second question. */
    @Override
    public boolean contains(String path) {
        return false;
    }

    @Override
    public boolean remove(String path) {
        try {
            leases.giveBack(name(path));
        } catch (DataAccessException down) {
            log.warn("The file {} can be taken again in {}: {}", path, LEASE, cause(down));
        }
        return true;
    }

    private static String name(String path) {
        return "file " + path;
    }

    private static String cause(DataAccessException down) {
        return String.valueOf(NestedExceptionUtils.getMostSpecificCause(down).getMessage());
    }

    @Override
    public boolean confirm(String path) {
        return true;
    }

    @Override
    public void clear() {
        throw new UnsupportedOperationException("Each hub gives back what it took");
    }

    @Override
    public void start() {}

    @Override
    public void stop() {}
}
