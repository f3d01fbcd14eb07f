using System.Net.Sockets;
using Fanout.Log;
using Microsoft.Extensions.Options;

namespace Fanout.Server.Composition;

/// <summary>The life of the process after its services were named.</summary>
internal static class Running
{
    /// <summary>
    /// Builds and runs until it is told to stop. What keeps it from starting is told in a line, and not as a crash; some of
    /// that comes to light while the web server is built, which asks for what it will serve.
    /// </summary>
    /// <param name="settings">Section <see cref="ServerOptions.Section"/>.</param>
    /// <param name="buildAndRun">The rest of the process's life.</param>
    public static async Task<int> ToEndAsync(IConfiguration settings, Func<Task> buildAndRun)
    {
        try
        {
            await buildAndRun();
            return 0;
        }
        catch (Exception fault) when (fault is OptionsValidationException or LogStorageException or IOException
            or InvalidOperationException or ArgumentOutOfRangeException or UnauthorizedAccessException or FormatException
            or SocketException || IsAboutSettings(fault))
        {
            await Console.Error.WriteLineAsync($"Fanout.Server cannot run: {SettingFaults.Tell(fault, settings)}");
            return ServerArguments.ExitUsage;
        }
    }

    /// <summary>Checks every setting now; the host would do it when it starts, and print a stack beside the line.</summary>
    /// <exception cref="OptionsValidationException">Some cannot be.</exception>
    /// <exception cref="AggregateException">Some of several subjects cannot be.</exception>
    public static void CheckSettings(this WebApplication app) => app.Services.GetService<IStartupValidator>()?.Validate();

    private static bool IsAboutSettings(Exception fault) =>
        fault is AggregateException several && several.InnerExceptions.All(static one => one is OptionsValidationException);
}
