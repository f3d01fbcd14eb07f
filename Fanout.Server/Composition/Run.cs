using Fanout.Log;
using Microsoft.Extensions.Options;

namespace Fanout.Server.Composition;

/// <summary>The life of the process after it was composed.</summary>
internal static class Run
{
    /// <summary>Runs until it is told to stop. What keeps it from starting is told in a line, and not as a crash.</summary>
    public static async Task<int> RunToEndAsync(this WebApplication app)
    {
        try
        {
            await app.RunAsync();
            return 0;
        }
        catch (Exception fault) when (fault is OptionsValidationException or LogStorageException or IOException
            or InvalidOperationException or ArgumentOutOfRangeException or UnauthorizedAccessException or FormatException)
        {
            var cause = fault.InnerException is FormatException inner ? $"{fault.Message} {inner.Message}" : fault.Message;
            await Console.Error.WriteLineAsync($"Fanout.Server cannot run: {cause}");
            return ServerArguments.ExitUsage;
        }
    }
}
