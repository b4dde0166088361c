package io.notifyflow.cli;

import java.util.Set;

/** What {@code java -jar notifyflow.jar <command>} can do; without a command the jar is the hub. */
public final class Commands {

    private static final Set<String> QUESTIONS = Set.of("-h", "--help", "-V", "--version");

    private Commands() {}

    /** Whether these are for the command line. Other arguments that begin with a dash are settings of the hub. */
    public static boolean ask(String[] arguments) {
        String first = arguments.length == 0 ? "" : arguments[0].strip();
        return !first.isEmpty() && (!first.startsWith("-") || QUESTIONS.contains(first));
    }

    /**
     * Runs a command to its end.
     *
     * @return the exit code of the process
     */
    public static int run(String[] arguments) throws ReflectiveOperationException {
        String version = Commands.class.getPackage().getImplementationVersion();
        // To check a route takes all the libraries that a route may use.
        boolean all = arguments[0].strip().equals(RoutesCommand.NAME);
        Class<?> commands =
                all ? Class.forName(JarCommands.class.getName()) : QuickLoader.load(JarCommands.class.getName());
        return (int) commands.getMethod("run", String.class, String[].class)
                .invoke(null, version == null ? "(not packaged)" : version, arguments);
    }
}
