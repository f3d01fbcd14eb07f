using Fanout.Cli.Terminal;
using Fanout.Log;

namespace Fanout.Cli.Logs;

/// <summary>
/// One run of <c>log migrate</c>: the source is verified and copied, the copy is verified and compared with it, and the source is left.
/// </summary>
internal static class Migration
{
    public static async Task<int> RunAsync(
        LogPlace from, LogPlace to, bool json, CommandOutput output, CancellationToken stopped)
    {
        var code = await CopyAsync(from, to, json, output, stopped);
        if (code != ExitCode.Done)
            return code;
        await from.LeaveAsync(stopped);
        await SayAsync(output, $"{to.Name} goes on where {from.Name} ends; a server that starts on that again begins new epochs");
        return code;
    }

    private static async Task<int> CopyAsync(
        LogPlace from, LogPlace to, bool json, CommandOutput output, CancellationToken stopped)
    {
        var source = await OpenAloneAsync(from, stopped);
        await using var closing = source as IAsyncDisposable;
        await using (var target = await CreateAsync(to, source.PartitionCount, stopped))
        {
            await SayAsync(output, $"verifying {from.Name}");
            var code = await Verification.RunAsync(source, json, output, stopped);
            if (code != ExitCode.Done)
            {
                await SayAsync(output, $"{from.Name} is not copied, because something is wrong with it");
                return code;
            }
            await SayAsync(output, $"copying to {to.Name}");
            await CopyAsync(source, target, output, stopped);
        }
        await SayAsync(output, $"verifying {to.Name}");
        return await CheckAsync(source, to, json, output, stopped);
    }

    private static async Task<int> CheckAsync(
        ILogReader source, LogPlace to, bool json, CommandOutput output, CancellationToken stopped)
    {
        var copy = await to.OpenAloneAsync(stopped);
        await using var closing = copy as IAsyncDisposable;
        var code = await Verification.RunAsync(copy, json, output, stopped);
        var difference = await LogComparison.FindDifferenceAsync(source, copy, stopped);
        if (code == ExitCode.Done && difference is null)
            return code;
        await SayAsync(output, $"{to.Name} must not be used: {difference ?? "something is wrong with it"}");
        return ExitCode.Conflict;
    }

    private static async Task CopyAsync(
        ILogReader source, ILogImport target, CommandOutput output, CancellationToken stopped)
    {
        var progress = new ProgressLine(output.Notes, output.IsTerminal);
        var migration = new LogMigration(
            source, target, (partition, sequence, head) => progress.Show($"partition {partition}", sequence, head));
        await migration.RunAsync(stopped);
        progress.Clear();
    }

    /// <summary>A log that cannot be opened for this is in use, mostly.</summary>
    /// <exception cref="LogMigrationException">It cannot be opened.</exception>
    private static async Task<ILogReader> OpenAloneAsync(LogPlace place, CancellationToken stopped)
    {
        try
        {
            return await place.OpenAloneAsync(stopped);
        }
        catch (LogStorageException failure)
        {
            throw new LogMigrationException(failure.Message, failure);
        }
    }

    /// <exception cref="LogMigrationException">There is a log already, or none can be made.</exception>
    private static async Task<ILogImport> CreateAsync(LogPlace place, int partitionCount, CancellationToken stopped)
    {
        try
        {
            return await place.CreateAsync(partitionCount, stopped);
        }
        catch (LogStorageException failure)
        {
            throw new LogMigrationException(failure.Message, failure);
        }
    }

    private static Task SayAsync(CommandOutput output, string text) => output.Notes.WriteLineAsync(Plain.Text(text));
}
