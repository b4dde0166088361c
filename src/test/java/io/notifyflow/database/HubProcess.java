package io.notifyflow.database;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import javax.sql.DataSource;

/** A process of its own that starts the embedded database, commits a row, says so, and waits to be killed. */
final class HubProcess {

    static final String COMMITTED = "committed by process ";

    private HubProcess() {}

    static Process start(Path dataDir) throws IOException {
        return start(dataDir, "-Xmx128m");
    }

    static Process start(Path dataDir, String jvmOption) throws IOException {
        return new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        jvmOption,
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        HubProcess.class.getName(),
                        dataDir.toString())
                .redirectErrorStream(true)
                .start();
    }

    public static void main(String[] arguments) throws SQLException, InterruptedException {
        EmbeddedPostgres postgres = EmbeddedPostgres.start(Path.of(arguments[0]));
        DataSource hub = Rows.source(postgres);
        Rows.execute(hub, "CREATE TABLE IF NOT EXISTS accepted (writer bigint)");
        Rows.execute(
                hub, "INSERT INTO accepted VALUES (" + ProcessHandle.current().pid() + ")");
        System.out.println(COMMITTED + ProcessHandle.current().pid());
        new CountDownLatch(1).await();
    }
}
