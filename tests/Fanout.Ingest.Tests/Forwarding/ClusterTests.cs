using System.Text.Json;
using Fanout.Ingest.Tests.Matches;
using Fanout.Log;
using Fanout.Log.InMemory;

namespace Fanout.Ingest.Tests.Forwarding;

/// <summary>Several processes over one log take events as one would, whichever they are pushed to.</summary>
public sealed class ClusterTests : IAsyncLifetime
{
    private const int PartitionCount = 6;

    private readonly InMemoryEventLog _log = new(PartitionCount, TimeProvider.System);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _log.DisposeAsync();

    [Fact]
    public async Task Processes_that_join_one_by_one_come_to_even_shares_and_leave_them_at_once()
    {
        await using var first = await ClusterNode.StartAsync(_log);
        await SharesAsync(6);
        await using var second = await ClusterNode.StartAsync(_log);
        await SharesAsync(3, 3);
        await using var third = await ClusterNode.StartAsync(_log);
        await SharesAsync(2, 2, 2);

        await third.EndAsync();
        Assert.Equal(2, (await CountsAsync()).Count); // nobody has waited for a lease to end
        await SharesAsync(3, 3);
    }

    [Fact]
    public async Task What_only_one_server_has_is_given_to_nobody_until_a_second_one_has_it()
    {
        var behind = new UncopiedLog(_log);
        await using var first = await ClusterNode.StartAsync(behind);
        await SharesAsync(6);
        await using var second = await ClusterNode.StartAsync(_log);

        await IngestHost.EventuallyAsync(() => Task.FromResult(behind.AskedCount > 2));
        Assert.Equal([6], await CountsAsync());

        // Short enough to be asked for the partition, too long for it to stand still: refused after the last turn.
        behind.Behind = TimeSpan.FromSeconds(1);
        var asked = behind.AskedCount;
        await IngestHost.EventuallyAsync(() => Task.FromResult(behind.AskedCount > asked + 4));
        Assert.Equal([6], await CountsAsync());

        behind.Behind = TimeSpan.Zero;
        await SharesAsync(3, 3);
    }

    [Fact]
    public async Task A_process_that_stops_leaves_also_what_only_one_server_has()
    {
        await using var first = await ClusterNode.StartAsync(_log);
        await using var second = await ClusterNode.StartAsync(new UncopiedLog(_log));
        await SharesAsync(3, 3);

        await second.EndAsync();

        Assert.Equal([3], await CountsAsync());
        await SharesAsync(6);
    }

    [Fact]
    public async Task A_process_that_stops_leaves_its_partitions_before_its_last_request_has_ended()
    {
        await using var first = await ClusterNode.StartAsync(_log);
        await using var second = await ClusterNode.StartAsync(_log);
        await SharesAsync(3, 3);
        using var slow = await first.BeginPushAsync();

        var ending = first.EndAsync();
        await SharesAsync(6);
        Assert.False(ending.IsCompleted);

        await slow.SendAsync(new byte[1], Cancel); // a line that is none, and the end of it
        await ending;
    }

    [Fact]
    public async Task Lines_of_many_matches_pushed_to_any_process_all_arrive_in_order()
    {
        await using var first = await ClusterNode.StartAsync(_log);
        await using var second = await ClusterNode.StartAsync(_log);
        await using var third = await ClusterNode.StartAsync(_log);
        await SharesAsync(2, 2, 2);
        ClusterNode[] nodes = [first, second, third];

        // Four senders of ten matches each; each batch speaks of all ten and goes to the next process.
        await Task.WhenAll(Enumerable.Range(0, 4).Select(async sender =>
        {
            for (var step = 0; step < 12; step++)
            {
                var lines = Enumerable.Range(0, 10).SelectMany(i => Lines($"s{sender}-m{i}", step)).ToArray();
                var answer = await nodes[(sender + step) % 3].PushAsync(lines);
                Assert.Equal(lines.Length, answer.GetProperty("accepted").GetInt32());
            }
        }));

        for (var sender = 0; sender < 4; sender++)
        {
            for (var i = 0; i < 10; i++) await AssertInOrderAsync($"s{sender}-m{i}", steps: 12);
        }
        Assert.All(nodes, static node => Assert.NotEqual(0, node.InternalRequests));
    }

    [Fact]
    public async Task A_batch_that_is_split_is_answered_as_one_with_the_numbers_of_its_lines()
    {
        await using var first = await ClusterNode.StartAsync(_log);
        await using var second = await ClusterNode.StartAsync(_log);
        await SharesAsync(3, 3);
        var known = Enumerable.Range(0, 12).Select(static i => $"m{i}").ToArray();
        await first.PushAsync([.. known.Select(Fixture)]);
        string[] lines =
        [
            .. known.Select(Fixture), // 1–12, taken before
            .. known.Select(static match => Goal(match, 1)), // 13–24
            "no event", // 25
            .. known.Select(static match => Goal($"unknown-{match}", 1)), // 26–37
            Fixture("m0").Replace("football", "tennis", StringComparison.Ordinal), // 38
        ];

        var answers = await Task.WhenAll(first.PushAsync(lines), second.PushAsync(lines));

        Assert.Equal(12, answers.Sum(static answer => answer.GetProperty("accepted").GetInt32()));
        foreach (var answer in answers)
        {
            Assert.Equal([25, 38], LinesOf(answer, "rejected"));
            var quarantined = LinesOf(answer, "quarantined").ToList();
            Assert.Equal(quarantined.Order(), quarantined);
            Assert.All(quarantined, static line => Assert.InRange(line, 26, 37));
        }
        Assert.Equal(Enumerable.Range(26, 12), answers.SelectMany(answer => LinesOf(answer, "quarantined")).Order());
        // The fixtures at both, the rest at whichever came second.
        Assert.Equal(48, answers.Sum(static answer => answer.GetProperty("duplicate").GetInt32()));
    }

    [Fact]
    public async Task A_long_batch_of_one_match_keeps_its_order_at_another_process()
    {
        await using var first = await ClusterNode.StartAsync(_log);
        await using var second = await ClusterNode.StartAsync(_log);
        await SharesAsync(3, 3);
        var match = await MatchOfAsync(second, first);

        var answer = await first.PushAsync([.. Enumerable.Range(0, 800).SelectMany(step => Lines(match, step))]);

        Assert.Equal(1600, answer.GetProperty("accepted").GetInt32());
        await AssertInOrderAsync(match, steps: 800);
    }

    [Fact]
    public async Task Two_processes_that_are_fed_the_same_produce_every_event_once()
    {
        await using var first = await ClusterNode.StartAsync(_log);
        await using var second = await ClusterNode.StartAsync(_log);
        await SharesAsync(3, 3);
        string[][] batches = [.. Enumerable.Range(0, 10).Select(step =>
            Enumerable.Range(0, 8).SelectMany(i => Lines($"m{i}", step)).ToArray())];

        var counts = await Task.WhenAll(new[] { first, second }.Select(async node =>
        {
            var accepted = 0;
            foreach (var batch in batches) accepted += (await node.PushAsync(batch)).GetProperty("accepted").GetInt32();
            return accepted;
        }));

        Assert.Equal(batches.Sum(static batch => batch.Length), counts.Sum());
        for (var i = 0; i < 8; i++) await AssertInOrderAsync($"m{i}", steps: 10);
    }

    [Fact]
    public async Task When_a_holder_is_killed_pushes_wait_for_the_takeover_and_nothing_is_lost_or_taken_twice()
    {
        await using var victim = await ClusterNode.StartAsync(_log);
        await using var survivor = await ClusterNode.StartAsync(_log);
        await SharesAsync(3, 3);

        var feeds = new[] { survivor, victim }.Index().Select(async feed =>
        {
            var node = feed.Item;
            for (var step = 0; step < 60; step++)
            {
                var lines = Enumerable.Range(0, 8).SelectMany(i => Lines($"f{feed.Index}-m{i}", step)).ToArray();
                // As a feed does: again until it is answered, elsewhere when nobody answers.
                while (await node.TryPushAsync(lines) is not { Status: 200 }) node = survivor;
                if (step == 20 && feed.Index == 0) await victim.KillAsync();
            }
        });
        await Task.WhenAll(feeds);

        await SharesAsync(6);
        for (var i = 0; i < 8; i++)
        {
            await AssertInOrderAsync($"f0-m{i}", steps: 60);
            await AssertInOrderAsync($"f1-m{i}", steps: 60);
        }
    }

    [Fact]
    public async Task A_push_for_partitions_of_a_killed_holder_is_answered_by_whoever_takes_them()
    {
        await using var victim = await ClusterNode.StartAsync(_log);
        await using var survivor = await ClusterNode.StartAsync(_log);
        await SharesAsync(3, 3);
        string[] matches = [.. Enumerable.Range(0, 20).Select(static i => $"m{i}")];
        await survivor.PushAsync([.. matches.Select(Fixture)]);

        await victim.KillAsync();
        var answer = await survivor.PushAsync([.. matches.Select(static match => Goal(match, 1))]);

        Assert.Equal(20, answer.GetProperty("accepted").GetInt32());
    }

    [Fact]
    public async Task The_answer_waits_until_the_readers_of_the_process_see_what_another_one_took()
    {
        await using var first = await ClusterNode.StartAsync(_log);
        await using var second = await ClusterNode.StartAsync(_log);
        await SharesAsync(3, 3);
        var others = await MatchOfAsync(second, first);
        first.Progress.Begin(PartitionCount);

        var posting = first.PushAsync(Fixture(others));
        await IngestHost.EventuallyAsync(async () => (await IngestHost.EntriesAsync(_log, others)).Count == 1);
        first.Progress.Show(Partitioning.Of(others, PartitionCount), 1);

        Assert.Equal(1, (await posting).GetProperty("accepted").GetInt32());
        Assert.NotEqual(0, second.InternalRequests);
    }

    /// <summary>Fixture at first, then a goal more at each step.</summary>
    private static string[] Lines(string match, int step) =>
        step == 0 ? [Fixture(match), Goal(match, 1)] : [Goal(match, 2 * step), Goal(match, (2 * step) + 1)];

    private static string Fixture(string match) =>
        $$$"""{"id":"{{{match}}}-fixture","match":"{{{match}}}","at":"2026-11-22T18:00:00Z","fixture":{"sport":"football"}}""";

    private static string Goal(string match, int number) =>
        $$$"""{"id":"{{{match}}}-{{{number}}}","match":"{{{match}}}","at":"2026-11-22T18:00:00Z","score":{"home":{{{number}}}}}""";

    private static IEnumerable<int> LinesOf(JsonElement answer, string part) =>
        answer.GetProperty(part).EnumerateArray().Select(static line => line.GetProperty("line").GetInt32());

    /// <summary>Each event of <see cref="Lines"/> once, in its order, as entries of one dense sequence.</summary>
    private async Task AssertInOrderAsync(string match, int steps)
    {
        var entries = await IngestHost.EntriesAsync(_log, match);
        string[] events = [$"{match}-fixture", .. Enumerable.Range(1, (2 * steps) - 1).Select(number => $"{match}-{number}")];
        Assert.Equal(events, entries.Select(EventOf));
        Assert.Equal(Enumerable.Range(1, events.Length).Select(static number => (uint)number), entries.Select(static entry => entry.MatchSequence));
        Assert.Equal((2 * steps) - 1, (await IngestHost.StateAsync(_log, match)).Score.Home);
    }

    private static string EventOf(Log.Entry entry) =>
        Protocol.Messages.LoggedChange.Parser.ParseFrom(entry.Public.Span).Cause.EventId;

    /// <summary>A match that <paramref name="holder"/> holds and <paramref name="other"/> does not.</summary>
    private async Task<string> MatchOfAsync(ClusterNode holder, ClusterNode other)
    {
        for (var i = 0; ; i++)
        {
            var lease = await _log.ReadLeaseAsync(Partitioning.Of($"m{i}", PartitionCount), Cancel);
            if (lease!.Address == holder.Address) return $"m{i}";
            Assert.Equal(other.Address, lease.Address);
        }
    }

    private async Task<List<int>> CountsAsync()
    {
        var counts = new Dictionary<HolderId, int>();
        for (var partition = 0; partition < PartitionCount; partition++)
        {
            if (await _log.ReadLeaseAsync(partition, Cancel) is { } lease)
                counts[lease.Fence.Holder] = counts.GetValueOrDefault(lease.Fence.Holder) + 1;
        }
        return [.. counts.Values.Order()];
    }

    private Task SharesAsync(params int[] counts) =>
        IngestHost.EventuallyAsync(async () => (await CountsAsync()).SequenceEqual(counts));
}
