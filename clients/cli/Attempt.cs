using Fanout.Client;

namespace Fanout.Cli;

/// <summary>Runs a command and turns what the world does to it into one line and an exit code.</summary>
internal static class Attempt
{
    public static async Task<int> RunAsync(FanoutClientOptions options, Func<Task<int>> command)
    {
        try
        {
            return await command();
        }
        catch (HttpRequestException away)
        {
            await Console.Error.WriteLineAsync($"{options.Server}: the server cannot be reached: {away.Message}");
            return ExitCode.ServerAway;
        }
        catch (FanoutException refused)
        {
            await Console.Error.WriteLineAsync(Terminal.Plain.Text(refused.Message));
            return refused.Code == Protocol.Messages.ErrorCode.Types.Value.NotFound ? ExitCode.NotFound : ExitCode.NotAllowed;
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Done; // Ctrl+C is how a watch ends
        }
    }
}
