using Fanout.Ingest.Simulating;
using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Tests.Simulating;

/// <summary>Whole matches of one sport, each from a seed of its own.</summary>
internal static class Invented
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    /// <summary>All events of the match that a seed gives; the sport is alone in its match day.</summary>
    public static List<ScoreEvent> Match(SimulatedSport sport, int seed)
    {
        var day = new MatchDay(new SimulationOptions { Seed = seed, MatchCount = 3 }, [sport]);
        // Seeds of one sport go through its competitions in turn.
        return [.. sport.Play(day.Match(day.Lanes[seed % 3], day.Lanes[seed % 3].FirstSince(Noon)))];
    }

    public static T SportOf<T>()
        where T : SimulatedSport => MatchDay.Sports.OfType<T>().Single();
}
