using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Tests.Adapters;

/// <summary>What every adapter keeps, whatever it reads.</summary>
internal static class EventRules
{
    /// <summary>Every event has an id of its own, and within a match time never goes back.</summary>
    public static void AreKept(IReadOnlyList<ScoreEvent> events)
    {
        Assert.Equal(events.Count, events.Select(static read => read.Id).Distinct().Count());
        Assert.All(events.GroupBy(static read => read.Match), static match =>
            Assert.Equal(match.Select(static read => read.At), match.Select(static read => read.At).Order()));
    }
}
