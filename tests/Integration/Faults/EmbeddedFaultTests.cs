namespace Fanout.Integration.Tests.Faults;

/// <summary>Faults of one process with the embedded log, which needs nothing but itself.</summary>
public sealed class EmbeddedFaultTests
{
    private const int ClientCount = 200;

    [Fact]
    public async Task A_process_that_is_killed_and_started_again_has_lost_nothing()
    {
        await using var fleet = await Fleet.StartEmbeddedAsync(ClientCount);

        var fault = fleet.Mark();
        await fleet.Ingest[0].KillAsync();
        await fleet.Ingest[0].StartAgainAsync();

        var elapsed = await fault.ReachedAsync();
        Console.WriteLine($"kill -9 of the only process: consistent after {elapsed.TotalSeconds:0.00} s");
        await fleet.VerifyAsync();
    }
}
