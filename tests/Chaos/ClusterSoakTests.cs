using Fanout.Integration.Tests.Faults;
using Fanout.Services.Redis;

namespace Fanout.Chaos.Tests;

/// <summary>The same faults on a Cluster of three primaries with a replica each, and slots that move while events flow.</summary>
[Collection<FaultRuns>]
public sealed class ClusterSoakTests(ClusterSoakTests.Setting setting) : FaultMatrix(setting), IClassFixture<ClusterSoakTests.Setting>
{
    [Fact]
    public async Task A_primary_of_the_cluster_is_killed_with_writes_that_its_replica_has_not()
    {
        var (primary, replica) = (Site.Cluster!.Primaries[0], Site.Cluster.Replicas[0]);
        var before = await Site.PrimariesAsync();
        if (!before.Contains(primary))
            (primary, replica) = (replica, primary); // an earlier fault has made them change places

        var repairs = Repairs;
        // What the replica lacks is what was written after its link was closed and before it could ask for it again.
        replica.Pause();
        await primary.SendAsync("CLIENT", "KILL", "TYPE", "REPLICA");
        await Fleet.Mark().ReachedAsync();
        await MeasureAsync("kill -9 of a primary, with writes that its replica had not", primary.KillAsync, () =>
        {
            replica.Resume();
            return Task.CompletedTask;
        });
        await primary.StartAgainAsync();
        await primary.UntilReplicaAsync();
        await Fleet.VerifyAsync();
        AssertRepairs(repairs);
    }

    [Fact]
    public async Task Slots_move_from_one_primary_to_another_while_events_flow()
    {
        var primaries = await Site.PrimariesAsync();
        for (var from = 0; from < primaries.Count; from++)
        {
            var to = (from + 1) % primaries.Count;
            var slots = (await Site.Cluster!.SlotsOfAsync(primaries[from])).Where(static slot => slot % 2 == 0).ToList();
            await MeasureAsync(
                $"{slots.Count} slots moved",
                () => Site.Cluster.MoveAsync(slots, primaries[from], primaries[to]),
                static () => Task.CompletedTask);
        }
        await Fleet.VerifyAsync();
    }

    public sealed class Setting : FleetFixture
    {
        protected override string Name => "Cluster";

        protected override int ClientCount => 2000;

        internal override Task<RedisSite> StartSiteAsync()
        {
            RedisProgram.RequireShiftedClock();
            return RedisSite.StartClusterAsync(new RedisSettings { ClockOffset = TimeSpan.Zero });
        }
    }
}
