using System.CommandLine;

namespace Fanout.Cli.Logs;

/// <summary><c>fanout log verify|migrate</c>: what operators ask of an event log, without a server.</summary>
internal static class LogCommands
{
    public static Command Create() => new("log", "Check and copy event logs")
    {
        Verify(),
        Migrate(),
    };

    private static Command Verify()
    {
        var data = new Option<string?>("--data")
        {
            Description = "Data folder of a server with the embedded log, whether it runs or not",
            HelpName = "DIR",
            Required = true,
        };
        var json = new Option<bool>("--json") { Description = "Print one JSON value a line" };
        var command = new Command("verify", "Check a whole log against itself; changes nothing") { data, json };
        command.SetAction((parsed, stopped) => LogAttempt.RunAsync(
            () => Verification.RunAsync(
                LogPlace.Folder(parsed.GetRequiredValue(data)!), parsed.GetValue(json), new CommandOutput(), stopped),
            stopped));
        return command;
    }

    private static Command Migrate()
    {
        var from = new Option<string?>("--from")
        {
            Description = "Data folder to copy from; no server may run on it",
            HelpName = "DIR",
            Required = true,
        };
        var to = new Option<string?>("--to")
        {
            Description = "Data folder to copy to; it must have no log",
            HelpName = "DIR",
            Required = true,
        };
        var json = new Option<bool>("--json") { Description = "Print one JSON value a line" };
        var command = new Command("migrate", "Copy a whole log, so that clients go on from their positions") { from, to, json };
        command.SetAction((parsed, stopped) => LogAttempt.RunAsync(
            () => Migration.RunAsync(
                LogPlace.Folder(parsed.GetRequiredValue(from)!),
                LogPlace.Folder(parsed.GetRequiredValue(to)!),
                parsed.GetValue(json),
                new CommandOutput(),
                stopped),
            stopped));
        return command;
    }
}
