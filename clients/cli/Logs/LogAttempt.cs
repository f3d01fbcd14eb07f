using Fanout.Cli.Terminal;
using Fanout.Log;

namespace Fanout.Cli.Logs;

/// <summary>Runs a command on a log and turns what the world does to it into one line and an exit code.</summary>
internal static class LogAttempt
{
    public static async Task<int> RunAsync(Func<Task<int>> command, CancellationToken stopped)
    {
        try
        {
            return await command();
        }
        catch (OperationCanceledException) when (stopped.IsCancellationRequested)
        {
            return await FailAsync("stopped before the end", ExitCode.NotPossible);
        }
        catch (FileNotFoundException missing)
        {
            return await FailAsync(missing.Message, ExitCode.NotFound);
        }
        catch (LogMigrationException refused)
        {
            return await FailAsync(refused.Message, ExitCode.NotPossible);
        }
        catch (LogStorageException away)
        {
            return await FailAsync(away.Message, ExitCode.ServerAway);
        }
    }

    private static async Task<int> FailAsync(string message, int code)
    {
        await Console.Error.WriteLineAsync(Plain.Text(message));
        return code;
    }
}
