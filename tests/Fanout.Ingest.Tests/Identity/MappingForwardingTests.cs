using System.Net;
using Fanout.Ingest.Forwarding;
using Fanout.Ingest.Identity;
using Fanout.Ingest.Identity.Editing;
using Fanout.Ingest.Normalising;
using Fanout.Ingest.Tests.Forwarding;
using Fanout.Ingest.Tests.Matches;
using Fanout.Log.InMemory;
using Google.Protobuf;

namespace Fanout.Ingest.Tests.Identity;

/// <summary>Whichever process is asked, the holder of the sport's place decides, and every process knows it.</summary>
public sealed class MappingForwardingTests : IAsyncDisposable
{
    private readonly InMemoryEventLog _log = new(1, TimeProvider.System);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _log.DisposeAsync();

    [Fact]
    public async Task A_process_that_holds_nothing_maps_confirms_and_moves_by_the_holder()
    {
        await using var holder = await HolderAsync();
        await using var other = await ClusterNode.StartAsync(_log, identity: true);
        await SendAsync(holder, "a", Fixture("a:1", "Reds", "Blues"), Fixture("a:2", "Greens", "Greys"));
        await SendAsync(other, "b", Fixture("b:1", "Reds", "Blues"), Fixture("b:2", "Greens", "Grigi"));

        Assert.Equal(["a:1", "b:2"], Matches(other));
        Assert.Equal(Matches(other), Matches(holder));
        var order = new MappingOrder("b", "b:2", "a:2", "grey in Italian");
        var seen = other.Mappings.Preview(MappingAction.Confirm, order, "anna").Change!; // by its own book; the holder knows the same
        var confirmed = await other.Mappings.DecideAsync(MappingAction.Confirm, order with { Effect = seen.Effect }, "anna", Cancel);
        Assert.Equal((MappingOutcome.Done, "a:2"), (confirmed.Outcome, confirmed.Name!.Match));
        var moved = await holder.Mappings.MoveAsync("b", "b:1", "b:1", "anna", "", Cancel);
        Assert.Equal(MappingOutcome.Done, moved.Outcome);

        await IngestHost.EventuallyAsync(() => Task.FromResult(Matches(other) is ["b:1", "a:2"] && Matches(holder) is ["b:1", "a:2"]));
        Assert.Equal(MappingOutcome.Conflict, (await other.Mappings.RejectAsync("b", "b:2", "a:2", "anna", "", Cancel)).Outcome);
    }

    [Fact]
    public async Task Who_takes_the_place_over_goes_on_from_what_was_decided()
    {
        await using var holder = await HolderAsync();
        await using var other = await ClusterNode.StartAsync(_log, identity: true);
        await SendAsync(holder, "a", Fixture("a:1", "Reds", "Blues"));
        await SendAsync(other, "b", Fixture("b:1", "Reds", "Blues"));

        await holder.KillAsync();
        await SendAsync(other, "c", Fixture("c:1", "Reds", "Blues"));

        var names = other.Mappings.List().Where(static name => name.Feed != "x");
        Assert.Equal(["a a:1", "b a:1", "c a:1"], names.Select(static name => $"{name.Feed} {name.Match}"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("no sport")]
    public async Task A_forwarded_request_of_no_sport_is_refused(string sport)
    {
        await using var node = await ClusterNode.StartAsync(_log, identity: true);
        var request = new ForwardedMapping { Sport = sport };
        Assert.Equal(
            HttpStatusCode.BadRequest,
            await node.PostInternalAsync(ForwardingEndpoint.PathOf(0, ForwardingEndpoint.Mapping), request.ToByteArray(), ClusterNode.InternalKey));
    }

    private async Task<ClusterNode> HolderAsync()
    {
        var node = await ClusterNode.StartAsync(_log, identity: true);
        await SendAsync(node, "x", Fixture("x:1", "Whites", "Blacks")); // answered: it holds the partition
        return node;
    }

    private static string[] Matches(ClusterNode node) =>
        [.. node.Mappings.List().Where(static name => name.Feed == "b").Select(static name => name.Match)];

    private static async Task SendAsync(ClusterNode node, string feed, params string[] lines)
    {
        while (true)
        {
            var result = await node.Ingest.AcceptAsync(feed, IngestHost.Events(lines), Cancel);
            if (!result.Complete) continue;
            Assert.All(result.Answers, static answer => Assert.NotEqual(Outcome.Quarantined, answer.Outcome));
            return;
        }
    }

    private static string Fixture(string match, string home, string away) =>
        $"{{\"id\":\"{match}-f\",\"match\":\"{match}\",\"at\":\"2026-11-22T17:00:00Z\",\"fixture\":{{\"sport\":\"football\",\"competition\":{{\"name\":\"Cup\"}},"
        + $"\"home\":{{\"name\":\"{home}\"}},\"away\":{{\"name\":\"{away}\"}},\"start\":\"2026-11-22T18:00:00Z\"}}}}";
}
