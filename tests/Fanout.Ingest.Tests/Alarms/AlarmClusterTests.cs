using System.Net;
using Fanout.Ingest.Alarms;
using Fanout.Ingest.Forwarding;
using Fanout.Ingest.Tests.FeedControl;
using Fanout.Ingest.Tests.Forwarding;
using Fanout.Ingest.Tests.Matches;
using Fanout.Log.InMemory;

namespace Fanout.Ingest.Tests.Alarms;

/// <summary>Any process answers for the alarms of all matches, whichever holds them.</summary>
public sealed class AlarmClusterTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_process_that_holds_nothing_lists_the_feed_that_is_silent_and_so_does_who_takes_over()
    {
        var policy = FeedServer.Policy();
        policy.Silence = TimeSpan.FromSeconds(1);
        await using var log = new InMemoryEventLog(1, TimeProvider.System);
        await using var holder = await ClusterNode.StartAsync(log, policy: policy);
        await IngestHost.EventuallyAsync(async () => (await log.ReadLeaseAsync(0, Cancel))?.Address == holder.Address);
        await using var other = await ClusterNode.StartAsync(log, policy: policy);
        var events = IngestHost.Events(
            """{"id":"e1","match":"m1","at":"2026-11-22T18:00:00Z","fixture":{"sport":"football","home":{"name":"Reds"},"away":{"name":"Blues"}},"status":{"status":"LIVE"}}""");
        Assert.True((await holder.Ingest.AcceptAsync("a", events, Cancel)).Complete);

        await IngestHost.EventuallyAsync(async () => (await ListAsync(other)).Alarms.Count == 1);

        var (here, there) = (Assert.Single((await ListAsync(holder)).Alarms), Assert.Single((await ListAsync(other)).Alarms));
        Assert.Equal(("FEED_SILENT", "m1", "Reds – Blues", "a", 1000), (there.Kind, there.Match, there.Title, there.Feed, there.LimitMs));
        Assert.Equal(here.SinceMs, there.SinceMs);
        Assert.Equal(HttpStatusCode.Unauthorized, await holder.PostInternalAsync(ForwardingEndpoint.PathOf(0, ForwardingEndpoint.Alarms), [], key: null));
        await holder.EndAsync();
        Assert.Equal(here.SinceMs, Assert.Single((await ListAsync(other)).Alarms).SinceMs);
    }

    private static async Task<AlarmList> ListAsync(ClusterNode node) => (await node.Alarms.ListAsync(new AlarmsRequest { Limit = 100 }, Cancel))!;
}
