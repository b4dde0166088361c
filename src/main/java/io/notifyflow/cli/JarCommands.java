package io.notifyflow.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The commands of the jar, by their names. */
public final class JarCommands {

    static final String JAR = "java -jar notifyflow.jar";

    private JarCommands() {}

    /**
     * Runs a command to its end.
     *
     * @param version of the jar
     * @return the exit code of the process
     */
    public static int run(String version, String[] arguments) {
        return run(Shell.ofProcess(), version, arguments);
    }

    static int run(Shell shell, String version, String... arguments) {
        CommandLine line = line(shell);
        line.getCommandSpec().version("NotifyFlow " + version);
        int code = line.execute(arguments);
        shell.flush();
        return code;
    }

    private static CommandLine line(Shell shell) {
        CommandLine deadLetters = new CommandLine(new DeadLettersCommand())
                .addSubcommand(new ListCommand(shell))
                .addSubcommand(new ShowCommand(shell))
                .addSubcommand(new RedriveCommand(shell))
                .addSubcommand(new CommandLine.HelpCommand());
        CommandLine people = new CommandLine(new PeopleCommand())
                .addSubcommand(new SignInLinkCommand(shell))
                .addSubcommand(new CommandLine.HelpCommand());
        CommandLine routes = new CommandLine(new RoutesCommand())
                .addSubcommand(new RoutesCheckCommand(shell))
                .addSubcommand(new RoutesGraphCommand(shell))
                .addSubcommand(new CommandLine.HelpCommand());
        CommandLine sources = new CommandLine(new SourcesCommand())
                .addSubcommand(new AddSourceCommand(shell))
                .addSubcommand(new ListSourcesCommand(shell))
                .addSubcommand(new SourceRequestsCommand(shell))
                .addSubcommand(new RevokeSourceCommand(shell))
                .addSubcommand(new CommandLine.HelpCommand());
        return new CommandLine(new Jar())
                .addSubcommand(deadLetters)
                .addSubcommand(people)
                .addSubcommand(routes)
                .addSubcommand(sources)
                .addSubcommand(new CommandLine.HelpCommand())
                .setOut(shell.out())
                .setErr(shell.err())
                .setUsageHelpWidth(Shell.WIDTH)
                .setColorScheme(CommandLine.Help.defaultColorScheme(shell.interactive() ? Ansi.AUTO : Ansi.OFF))
                .setParameterExceptionHandler(JarCommands::misused)
                .setExecutionExceptionHandler((failure, line, parsed) -> failed(shell, failure));
    }

    private static int misused(ParameterException misuse, String[] arguments) {
        CommandLine line = misuse.getCommandLine();
        line.getErr().println(message(misuse));
        if (!CommandLine.UnmatchedArgumentException.printSuggestions(misuse, line.getErr())) {
            String help = line.getCommandSpec().qualifiedName() + " --help";
            line.getErr().println("\"" + help + "\" tells what there is.");
        }
        return Failure.MISUSE;
    }

    private static String message(ParameterException misuse) {
        return misuse instanceof CommandLine.UnmatchedArgumentException unmatched
                        && misuse.getCommandLine().getParent() == null
                ? "There is no command \"" + unmatched.getUnmatched().getFirst() + "\"."
                : String.valueOf(misuse.getMessage());
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
            synopsisSubcommandLabel = "[COMMAND]",
            description = {
                "Without a command: starts the hub. Settings are given as environment variables, or as arguments such as"
                        + " --server.port=8081; docs/deploy.md lists them.",
                "With a command: talks to a hub that runs, or looks at its files."
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
}
