using System.CommandLine;
using Fanout.Log.Archive;

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
        var log = new PlaceOptions(
            "--data", "Data folder of a server with the embedded log, whether it runs or not",
            "--redis", "Connection string of a Redis that servers share, whether they run or not");
        var json = new Option<bool>("--json") { Description = "Print one JSON value a line" };
        var archive = new Option<string?>("--postgres")
        {
            Description = "Connection string of a PostgreSQL that is the archive of such a Redis; with --redis the two are compared. "
                + $"A password may be in ${ArchiveCheck.PasswordVariable} instead",
            HelpName = "CONNECTION",
        };
        archive.Validators.Add(static result =>
        {
            if (result.GetValueOrDefault<string?>() is { } connection && LogArchive.FindFault(connection) is { } fault)
                result.AddError($"--postgres is no connection string: {fault}");
        });
        var command = new Command("verify", "Check a whole log against itself; changes nothing") { json, archive };
        log.AddTo(command, archive);
        command.SetAction((parsed, stopped) => LogAttempt.RunAsync(
            () => parsed.GetValue(archive) is { } connection
                ? ArchiveCheck.RunAsync(connection, log.ReadBeside(parsed), parsed.GetValue(json), new CommandOutput(), stopped)
                : Verification.RunAsync(log.Read(parsed), parsed.GetValue(json), new CommandOutput(), stopped),
            stopped));
        return command;
    }

    private static Command Migrate()
    {
        var from = new PlaceOptions(
            "--from", "Data folder to copy from; no server may run on it",
            "--from-redis", "Connection string of the Redis to copy from; no server may write to it");
        var to = new PlaceOptions(
            "--to", "Data folder to copy to; it must have no log",
            "--to-redis", "Connection string of the Redis to copy to; it must have no log");
        var json = new Option<bool>("--json") { Description = "Print one JSON value a line" };
        var command = new Command("migrate", "Copy a whole log, so that clients go on from their positions") { json };
        from.AddTo(command);
        to.AddTo(command);
        command.SetAction((parsed, stopped) => LogAttempt.RunAsync(
            () => Migration.RunAsync(
                from.Read(parsed), to.Read(parsed), parsed.GetValue(json), new CommandOutput(), stopped),
            stopped));
        return command;
    }
}
