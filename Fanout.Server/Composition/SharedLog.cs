using Fanout.Log;
using Fanout.Log.Redis;

namespace Fanout.Server.Composition;

/// <summary>Runs over a log that is elsewhere: it may be away when the process starts, and may turn out to be unusable.</summary>
internal static class SharedLog
{
    /// <summary>What is wrong is mostly there at once, and then nobody needs to see a server come up and go.</summary>
    private static readonly TimeSpan FirstLook = TimeSpan.FromSeconds(2);

    /// <summary>Runs until it is told to stop. A log that cannot be reached is waited for, and the process is not ready meanwhile.</summary>
    /// <exception cref="LogStorageException">The log can be reached and must not be used.</exception>
    public static async Task RunOverLogAsync(this WebApplication app)
    {
        if (app.Services.GetRequiredService<IEventLog>() is not RedisEventLog log)
        {
            app.CheckSettings();
            await app.RunAsync();
            return;
        }
        await Task.WhenAny(log.Connected, Task.Delay(FirstLook, app.Services.GetRequiredService<TimeProvider>()));
        if (log.Connected.IsFaulted)
            await log.Connected;

        app.CheckSettings(); // after the log, whose refusal is the more telling
        var refused = StopWhenRefusedAsync(log, app.Lifetime);
        await app.RunAsync();
        await refused;
    }

    private static async Task StopWhenRefusedAsync(RedisEventLog log, IHostApplicationLifetime lifetime)
    {
        try
        {
            await log.Connected.WaitAsync(lifetime.ApplicationStopping);
        }
        catch (OperationCanceledException)
        {
            // Stopped before it was connected.
        }
        catch (LogStorageException)
        {
            lifetime.StopApplication();
            throw;
        }
    }
}
