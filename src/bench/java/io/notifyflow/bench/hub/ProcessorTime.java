package io.notifyflow.bench.hub;

import io.notifyflow.bench.machine.BenchFailed;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * Processor time used so far, in microseconds, of the hub's process, or another's in its place, and of
 * all processes of its PostgreSQL server.
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html">proc_pid_stat(5)</a>
 */
public record ProcessorTime(double hub, double postgres) {

    private static final Path PROC = Path.of("/proc");
    /** Linux counts in hundredths of a second for every program, whatever the kernel was built with. */
    private static final double MICROS_PER_TICK = 10_000;
    /** Positions of fields in /proc/pid/stat, counted from the state, the first after the program's name. */
    private static final int PARENT = 1;

    private static final int USER = 11;
    private static final int SYSTEM = 12;
    private static final int REAPED_USER = 13;
    private static final int REAPED_SYSTEM = 14;

    public static ProcessorTime of(long hub, long postmaster) {
        return new ProcessorTime(own(stat(hub)), server(postmaster));
    }

    public ProcessorTime since(ProcessorTime earlier) {
        return new ProcessorTime(hub - earlier.hub, postgres - earlier.postgres);
    }

    /**
     * The server's process counts the backends that have ended; those that run are its children. One that moves from
     * the ones to the others meanwhile would be missed, so this looks again until none has.
     */
    private static double server(long postmaster) {
        double reaped = reaped(postmaster);
        while (true) {
            double running = children(postmaster);
            double reapedMeanwhile = reaped(postmaster);
            if (reapedMeanwhile == reaped) {
                return own(stat(postmaster)) + reaped + running;
            }
            reaped = reapedMeanwhile;
        }
    }

    private static double reaped(long postmaster) {
        List<String> fields = stat(postmaster);
        if (fields.isEmpty()) {
            throw new BenchFailed("The hub's PostgreSQL, process " + postmaster + ", has ended");
        }
        return (Long.parseLong(fields.get(REAPED_USER)) + Long.parseLong(fields.get(REAPED_SYSTEM))) * MICROS_PER_TICK;
    }

    private static double children(long parent) {
        String wanted = Long.toString(parent);
        double micros = 0;
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path process : processes) {
                List<String> fields = stat(Long.parseLong(process.getFileName().toString()));
                if (!fields.isEmpty() && fields.get(PARENT).equals(wanted)) {
                    micros += own(fields);
                }
            }
        } catch (IOException e) {
            throw new BenchFailed("/proc cannot be read: " + e.getMessage(), e);
        }
        return micros;
    }

    private static double own(List<String> fields) {
        return fields.isEmpty()
                ? 0
                : (Long.parseLong(fields.get(USER)) + Long.parseLong(fields.get(SYSTEM))) * MICROS_PER_TICK;
    }

    /** The fields after the program's name; none of a process that is gone. */
    private static List<String> stat(long process) {
        try {
            String line = Files.readString(PROC.resolve(process + "/stat"));
            return List.of(line.substring(line.lastIndexOf(')') + 2).split(" "));
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            // A process that ends while its file is read: ESRCH.
            return List.of();
        }
    }
}
