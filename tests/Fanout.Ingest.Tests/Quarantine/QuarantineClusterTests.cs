using Fanout.Ingest.Editors;
using Fanout.Ingest.Quarantine;
using Fanout.Ingest.Tests.Forwarding;
using Fanout.Ingest.Tests.Matches;
using Fanout.Log;
using Fanout.Log.InMemory;
using Action = Fanout.Ingest.Quarantine.QuarantineCommand.Types.Action;

namespace Fanout.Ingest.Tests.Quarantine;

/// <summary>Any process answers for what is put aside, whichever holds the match.</summary>
public sealed class QuarantineClusterTests
{
    private const int MatchCount = 24;
    private const int PartitionCount = 4;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_process_lists_all_of_it_and_forces_what_another_holds()
    {
        await using var log = new InMemoryEventLog(PartitionCount, TimeProvider.System);
        await using var first = await ClusterNode.StartAsync(log);
        await using var second = await ClusterNode.StartAsync(log);
        await IngestHost.EventuallyAsync(async () =>
        {
            var leases = new List<Lease?>();
            for (var partition = 0; partition < PartitionCount; partition++) leases.Add(await log.ReadLeaseAsync(partition, Cancel));
            return leases.OfType<Lease>().GroupBy(static lease => lease.Fence.Holder).Count(static held => held.Count() == PartitionCount / 2) == 2;
        });
        var matches = Enumerable.Range(0, MatchCount).Select(static number => $"m{number}").ToList();
        Assert.Equal(PartitionCount, matches.Select(static match => Partitioning.Of(match, PartitionCount)).Distinct().Count());
        foreach (var match in matches)
        {
            await first.TryPushAsync(
                $$"""{"id":"{{match}}-1","match":"{{match}}","at":"2026-11-22T18:00:00Z","fixture":{"sport":"football"},"status":{"status":"FINAL"} }""",
                $$"""{"id":"{{match}}-2","match":"{{match}}","at":"2026-11-22T18:01:00Z","status":{"status":"LIVE"} }""");
        }

        var lists = new[] { await ListAsync(first), await ListAsync(second) };
        Assert.Equal(lists[0].Order(), lists[1].Order());
        Assert.Equal(MatchCount, lists[0].Count);
        foreach (var id in lists[0])
        {
            Assert.True(QuarantineId.TryParse(id, out var parsed));
            var command = new QuarantineCommand { Action = Action.Force, Place = parsed.Place, Key = parsed.Key, Reason = "it goes on", Id = id };
            var reply = await second.Quarantine.AskAsync(command, new Editor("anna", EditorRole.Senior), Cancel);
            Assert.Equal(QuarantineReply.Types.Outcome.Done, reply!.Outcome);
            Assert.Equal(Protocol.Messages.Status.Types.Value.Live, (await IngestHost.StateAsync(log, parsed.Place)).Status);
        }
        Assert.Empty(await ListAsync(first));
    }

    private static async Task<List<string>> ListAsync(ClusterNode node)
    {
        var list = await node.Quarantine.ListAsync(new QuarantineQuery { Limit = 100 }, Cancel);
        Assert.False(list!.More);
        return [.. list.Held.Select(static item => item.Id)];
    }
}
