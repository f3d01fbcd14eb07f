using Xunit.Sdk;

namespace Fanout.Integration.Tests.Faults;

/// <summary>Faults of one process with the embedded log, which needs nothing but itself.</summary>
[Collection<FaultRuns>]
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

    /// <summary>The checks of all these tests, held against what they are there to find.</summary>
    [Fact]
    public async Task An_event_that_is_missing_and_a_sequence_with_two_contents_are_noticed()
    {
        await using var fleet = await Fleet.StartEmbeddedAsync(clientCount: 20);
        await fleet.VerifyAsync();
        using var pause = await fleet.Pusher.PauseAsync();
        var acknowledged = fleet.Pusher.Acknowledged.ToList();
        acknowledged[7]++;

        var missing = await Assert.ThrowsAnyAsync<XunitException>(() =>
            new Consistency(fleet.Nodes, fleet.Crowd, acknowledged, TimeSpan.FromMilliseconds(100)).VerifyAsync());
        Assert.StartsWith($"match 7, of which {acknowledged[7]} events are acknowledged", missing.Message, StringComparison.Ordinal);

        var last = fleet.Crowd.Followers.First().Last!;
        fleet.Crowd.Ledger.Note(fleet.Crowd.Followers.First().Match, last.Position, last.Hash + 1, "a liar");
        Assert.Contains("a liar", Assert.Single(fleet.Crowd.Ledger.Contradictions), StringComparison.Ordinal);
    }
}
