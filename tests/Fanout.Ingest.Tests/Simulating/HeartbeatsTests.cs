using CsCheck;
using Fanout.Ingest.Simulating;
using Fanout.Protocol.Messages;
using MatchStatus = Fanout.Protocol.Messages.Status.Types.Value;

namespace Fanout.Ingest.Tests.Simulating;

public sealed class HeartbeatsTests
{
    [Fact]
    public void Never_leaves_a_live_match_silent_for_longer_than_their_interval() =>
        Gen.Select(Gen.Int[0, MatchDay.Sports.Count - 1], Gen.Int[0, 1_000_000]).Sample(static (sport, seed) =>
        {
            var live = false;
            ScoreEvent? last = null;
            foreach (var told in Heartbeats.Between(Invented.Match(MatchDay.Sports[sport], seed)))
            {
                if (live) Assert.InRange((told.At - last!.At).ToTimeSpan(), TimeSpan.Zero, Heartbeats.Every);
                Assert.True(live || told.Heartbeat is null);
                live = told.Status is { } status ? status.Status == MatchStatus.Live : live;
                last = told;
            }
        });

    [Fact]
    public void Adds_nothing_but_heartbeats_with_ids_of_their_own()
    {
        var match = Invented.Match(MatchDay.Sports[0], seed: 1);
        var beaten = Heartbeats.Between(match).ToList();
        Assert.Equal(match, beaten.Where(static told => told.Heartbeat is null));
        Assert.Equal(beaten.Count, beaten.Select(static told => told.Id).Distinct().Count());
        Assert.Contains(beaten, static told => told.Heartbeat is not null);
    }
}
