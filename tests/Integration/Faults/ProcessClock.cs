using Fanout.Integration.Tests.Processes;
using Fanout.Services.Processes;

namespace Fanout.Integration.Tests.Faults;

/// <summary>A wall clock of one of our processes that tests set. Only for the time of a test: each look at it takes longer.</summary>
internal sealed class ProcessClock : IAsyncDisposable
{
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(3); // a Date header has whole seconds, and is kept for one

    private readonly HttpClient _http = new();
    private readonly ServerProcess _process;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fanout-clock-");
    private readonly ShiftedClock _clock;

    private ProcessClock(ServerProcess process)
    {
        _process = process;
        _clock = new ShiftedClock(_folder.FullName);
        _clock.Set(TimeSpan.Zero);
    }

    /// <summary>Starts the process again, by a clock of its own that is right.</summary>
    public static async Task<ProcessClock> GiveAsync(ServerProcess process)
    {
        var clock = new ProcessClock(process);
        await process.StartAgainAsync(clock._clock.Variables());
        return clock;
    }

    /// <summary>Sets it ahead, or back; returns when the process has noticed.</summary>
    public async Task SetAsync(TimeSpan offset)
    {
        _clock.Set(offset);
        await Eventually.TrueAsync($"the clock of a process is shifted by {offset}", async () =>
        {
            using var answer = await _http.GetAsync(new Uri(_process.Address, "healthz"), TestContext.Current.CancellationToken);
            return (answer.Headers.Date - TimeProvider.System.GetUtcNow() - offset) is { } error && error.Duration() < Tolerance;
        });
    }

    /// <summary>Starts the process again, by the machine's clock.</summary>
    public async ValueTask DisposeAsync()
    {
        await _process.StartAgainAsync();
        _http.Dispose();
        _folder.Delete(recursive: true);
    }
}
