namespace Fanout.Integration.Tests.Faults;

/// <summary>Every fault, and those that only a failover brings.</summary>
public abstract class SentinelFaults(FleetFixture fixture) : FaultMatrix(fixture)
{
    [Fact]
    public async Task A_primary_is_killed_with_writes_that_its_replica_has_not()
    {
        var sentinels = Site.Sentinels!;
        var primary = await sentinels.PrimaryAsync();
        var repairs = Repairs;
        await using (await sentinels.HoldReplicaBackAsync())
        {
            await Fleet.Mark().ReachedAsync(); // clients have seen what the replica never will
            await MeasureAsync("kill -9 of the primary, with writes that its replica had not", primary.KillAsync);
        }
        await primary.StartAgainAsync();
        await primary.UntilReplicaAsync();
        await Fleet.VerifyAsync();
        AssertRepairs(repairs);
    }
}
