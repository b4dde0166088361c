package io.notifyflow.cli;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What {@code java -jar notifyflow.jar <command>} can do; without a command the jar is the hub. */
public final class Commands {

    static final String JAR = "java -jar notifyflow.jar";

    private static final Set<String> QUESTIONS = Set.of("-h", "--help", "-V", "--version");

    private Commands() {}

    /** Whether these are for the command line. Other arguments that begin with a dash are settings of the hub. */
    public static boolean ask(String[] arguments) {
        return arguments.length > 0 && (!arguments[0].startsWith("-") || QUESTIONS.contains(arguments[0]));
    }

    /**
     * Runs a command to its end.
     *
     * @return the exit code of the process
     */
    public static int run(String[] arguments) {
        return run(Shell.ofProcess(), arguments);
    }

    static int run(Shell shell, String... arguments) {
        int code = line(shell).execute(arguments);
        shell.flush();
        return code;
    }

    private static CommandLine line(Shell shell) {
        CommandLine deadLetters = new CommandLine(new DeadLettersCommand())
                .addSubcommand(new ListCommand(shell))
                .addSubcommand(new ShowCommand(shell))
                .addSubcommand(new RedriveCommand(shell))
                .addSubcommand(new CommandLine.HelpCommand());
        return new CommandLine(new Jar())
                .addSubcommand(deadLetters)
                .addSubcommand(new CommandLine.HelpCommand())
                .setOut(shell.out())
                .setErr(shell.err())
                .setUsageHelpWidth(Shell.WIDTH)
                .setColorScheme(CommandLine.Help.defaultColorScheme(shell.interactive() ? Ansi.AUTO : Ansi.OFF))
                .setParameterExceptionHandler(Commands::misused)
                .setExecutionExceptionHandler((failure, line, parsed) -> failed(shell, failure));
    }

    private static int misused(ParameterException misuse, String[] arguments) {
        CommandLine line = misuse.getCommandLine();
        line.getErr().println(misuse.getMessage());
        if (!CommandLine.UnmatchedArgumentException.printSuggestions(misuse, line.getErr())) {
            String help = line.getCommandSpec().qualifiedName() + " --help";
            line.getErr().println("\"" + help + "\" tells what there is.");
        }
        return Failure.MISUSE;
    }

    private static int failed(Shell shell, Exception failure) throws Exception {
        if (failure instanceof Failure told) {
            shell.err().println(told.getMessage());
            return told.exitCode();
        }
        throw failure;
    }

    @Command(
            name = JAR,
            mixinStandardHelpOptions = true,
            versionProvider = Version.class,
            synopsisSubcommandLabel = "[COMMAND]",
            description = {
                "Without a command: starts the hub. Settings are given as environment variables, or as arguments such as"
                        + " --server.port=8081; docs/deploy.md lists them.",
                "With a command: talks to a hub that runs."
            },
            commandListHeading = "%nCommands:%n")
    private static final class Jar implements Runnable {

        @Spec
        private @Nullable CommandSpec spec;

        @Override
        public void run() {
            if (spec != null) {
                throw new ParameterException(spec.commandLine(), "A command is missing");
            }
        }
    }

    private static final class Version implements IVersionProvider {

        @Override
        public String[] getVersion() {
            String version = Commands.class.getPackage().getImplementationVersion();
            return new String[] {"NotifyFlow " + (version == null ? "(built from source)" : version)};
        }
    }
}
