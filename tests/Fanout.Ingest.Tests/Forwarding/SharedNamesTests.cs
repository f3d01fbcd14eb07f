using Fanout.Ingest.Tests.Matches;
using Fanout.Log;
using Fanout.Log.InMemory;

namespace Fanout.Ingest.Tests.Forwarding;

/// <summary>Aliases and quarantine are the same whichever process a line comes to, and whoever holds what.</summary>
public sealed class SharedNamesTests : IAsyncLifetime
{
    private const int PartitionCount = 4;

    private readonly InMemoryEventLog _log = new(PartitionCount, TimeProvider.System);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _log.DisposeAsync();

    [Fact]
    public async Task A_name_is_known_to_every_process_as_soon_as_its_fixture_was_answered()
    {
        await using var first = await ClusterNode.StartAsync(_log);
        await using var second = await ClusterNode.StartAsync(_log);
        await ShareAsync();

        for (var i = 0; i < 20; i++)
        {
            await first.PushAsync(Fixture($"m{i}", alias: $"theirs-{i}"));
            var answer = await second.PushAsync(Goal($"theirs-{i}", "e", 1));
            Assert.Equal(1, answer.GetProperty("accepted").GetInt32());
            Assert.Equal(1, (await IngestHost.StateAsync(_log, $"m{i}")).Score.Home);
        }
    }

    [Fact]
    public async Task Lines_of_one_batch_may_use_the_names_that_it_states_before_them()
    {
        await using var first = await ClusterNode.StartAsync(_log);
        await using var second = await ClusterNode.StartAsync(_log);
        await ShareAsync();

        var lines = Enumerable.Range(0, 12)
            .SelectMany(static i => new[] { Fixture($"m{i}", alias: $"theirs-{i}"), Goal($"theirs-{i}", "e", 1) });
        var answer = await second.PushAsync([.. lines]);

        Assert.Equal(24, answer.GetProperty("accepted").GetInt32());
    }

    [Fact]
    public async Task Events_that_came_before_their_name_was_known_reach_the_match_of_another_process()
    {
        await using var first = await ClusterNode.StartAsync(_log);
        await using var second = await ClusterNode.StartAsync(_log);
        await ShareAsync();
        var (match, name) = await ApartAsync();

        var early = await first.PushAsync(Goal(name, "e1", 1), Goal(name, "e2", 2));
        await second.PushAsync(Fixture(match, name));
        await IngestHost.EventuallyAsync(async () => (await IngestHost.StateAsync(_log, match)).Score?.Home == 2);
        await IngestHost.EventuallyAsync(async () =>
            (await IngestHost.EntriesAsync(_log, name)).Count(IngestHost.Releases) == 2);

        Assert.Equal(2, early.GetProperty("quarantined").GetArrayLength());
        Assert.Equal([1u, 2u, 3u], (await IngestHost.EntriesAsync(_log, match)).Select(static entry => entry.MatchSequence));
    }

    [Fact]
    public async Task An_event_that_was_put_aside_at_one_process_is_a_duplicate_at_another()
    {
        await using var first = await ClusterNode.StartAsync(_log);
        await using var second = await ClusterNode.StartAsync(_log);
        await ShareAsync();

        var once = await first.PushAsync(Goal("unknown", "e1", 1));
        var again = await second.PushAsync(Goal("unknown", "e1", 1));

        Assert.Equal("UNKNOWN_MATCH", once.GetProperty("quarantined")[0].GetProperty("reason").GetString());
        Assert.Equal(1, again.GetProperty("duplicate").GetInt32());
    }

    [Fact]
    public async Task A_process_that_starts_later_knows_the_names_that_snapshots_have()
    {
        await using (var first = await ClusterNode.StartAsync(_log))
            await first.PushAsync([.. Enumerable.Range(0, 8).Select(static i => Fixture($"m{i}", $"theirs-{i}"))]);
        await using var second = await ClusterNode.StartAsync(_log);
        await using var third = await ClusterNode.StartAsync(_log);
        await ShareAsync();

        var answer = await third.PushAsync([.. Enumerable.Range(0, 8).Select(static i => Goal($"theirs-{i}", $"e{i}", 1))]);

        Assert.Equal(8, answer.GetProperty("accepted").GetInt32());
    }

    private static string Fixture(string match, string alias) => $$$"""
        {"id":"{{{match}}}","match":"{{{match}}}","at":"2026-11-22T18:00:00Z","fixture":{"sport":"football","ids":[{"feed":"f1","id":"{{{alias}}}"}]}}
        """;

    private static string Goal(string match, string id, int number) =>
        $$$"""{"id":"{{{match}}}-{{{id}}}","match":"{{{match}}}","at":"2026-11-22T18:00:00Z","score":{"home":{{{number}}}}}""";

    /// <summary>A match and a name that live in partitions of two processes.</summary>
    private async Task<(string Match, string Name)> ApartAsync()
    {
        var holder = (await _log.ReadLeaseAsync(Partitioning.Of("m0", PartitionCount), Cancel))!.Address;
        for (var i = 0; ; i++)
        {
            var lease = await _log.ReadLeaseAsync(Partitioning.Of($"theirs-{i}", PartitionCount), Cancel);
            if (lease!.Address != holder) return ("m0", $"theirs-{i}");
        }
    }

    /// <summary>Two processes hold two partitions each.</summary>
    private Task ShareAsync() => IngestHost.EventuallyAsync(async () =>
    {
        var addresses = new List<string>();
        for (var partition = 0; partition < PartitionCount; partition++)
            addresses.Add((await _log.ReadLeaseAsync(partition, Cancel))?.Address ?? "");
        return addresses.CountBy(static address => address).Select(static count => count.Value).SequenceEqual([2, 2]);
    });
}
