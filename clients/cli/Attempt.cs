using System.Net;
using Fanout.Cli.Editing;
using Fanout.Cli.Terminal;
using Fanout.Client;
using Fanout.Protocol.Messages;

namespace Fanout.Cli;

/// <summary>Runs a command and turns what the world does to it into one line and an exit code.</summary>
internal static class Attempt
{
    /// <param name="options">The server that the command talks to.</param>
    /// <param name="command">The command.</param>
    /// <param name="stopped">Ctrl+C.</param>
    public static async Task<int> RunAsync(FanoutClientOptions options, Func<Task<int>> command, CancellationToken stopped)
    {
        try
        {
            return await command();
        }
        catch (OperationCanceledException) when (stopped.IsCancellationRequested)
        {
            return ExitCode.Done; // how a watch ends
        }
        catch (Exception away) when (away is HttpRequestException or OperationCanceledException)
        {
            await Console.Error.WriteLineAsync(Plain.Text($"{options.Server}: the server does not answer: {away.Message}"));
            return ExitCode.ServerAway;
        }
        catch (RefusedException refused)
        {
            await Console.Error.WriteLineAsync(Plain.Text(refused.Message));
            return refused.Code;
        }
        catch (FanoutException refused)
        {
            await Console.Error.WriteLineAsync(Plain.Text(refused.Message));
            return CodeOf(refused);
        }
    }

    private static int CodeOf(FanoutException refused) => refused.Status switch
    {
        _ when refused.IsUnknownAnswer => ExitCode.NotPossible,
        HttpStatusCode.BadRequest => ExitCode.Usage,
        >= HttpStatusCode.InternalServerError => ExitCode.ServerAway,
        not null => ExitCode.NotAllowed,
        null => refused.Code switch
        {
            ErrorCode.Types.Value.NotFound or ErrorCode.Types.Value.HistoryGone => ExitCode.NotFound,
            ErrorCode.Types.Value.Invalid => ExitCode.Usage,
            ErrorCode.Types.Value.DelayUnavailable => ExitCode.NotPossible,
            _ => ExitCode.NotAllowed,
        },
    };
}
