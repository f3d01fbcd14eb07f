using Fanout.Ingest.Normalising;
using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Identity.Scoring;

/// <summary>What a fixture says that tells matches apart.</summary>
internal static class FactsOf
{
    /// <summary>Longer names are cut: they stand in every snapshot, and nothing after so many letters tells teams apart.</summary>
    private const int NameLengthMax = 80;

    /// <summary>
    /// Null: it does not name both sides, and so nothing can be said of it. What a later fixture leaves out is as
    /// <paramref name="before"/> has it.
    /// </summary>
    public static FixtureFacts? Read(Fixture fixture, double atMs, FixtureFacts? before = null)
    {
        var (home, away) = (TeamOf(fixture.Home) ?? before?.Home, TeamOf(fixture.Away) ?? before?.Away);
        if (home is null || away is null) return null;
        var facts = new FixtureFacts
        {
            Home = home,
            Away = away,
            CompetitionId = Cut(fixture.Competition?.Id ?? before?.CompetitionId ?? ""),
            Competition = Cut(fixture.Competition?.Name ?? before?.Competition ?? ""),
            Game = GameOf(fixture.Round) ?? before?.Game ?? 0,
            AtMs = atMs,
        };
        var precision = fixture.StartPrecision;
        var isUnknown = precision == StartPrecision.Types.Value.Tbd;
        if (fixture.Start is not null && !isUnknown)
        {
            facts.StartMs = Instants.MsOf(fixture.Start);
            facts.DayOnly = precision == StartPrecision.Types.Value.Day;
        }
        else if (before is { HasStartMs: true } && !isUnknown)
        {
            (facts.StartMs, facts.DayOnly) = (before.StartMs, before.DayOnly);
        }
        if (before is null) return facts;
        if (before.HasFirstStartMs) facts.FirstStartMs = before.FirstStartMs;
        else if (before.HasStartMs && facts.HasStartMs && before.StartMs != facts.StartMs) facts.FirstStartMs = before.StartMs;
        return facts;
    }

    /// <summary>A double-header has a Game 1 and a Game 2; series count on in the same way, day after day.</summary>
    private static uint? GameOf(string round) =>
        round.StartsWith("Game ", StringComparison.Ordinal) && uint.TryParse(round.AsSpan("Game ".Length), out var game) ? game : null;

    private static TeamFacts? TeamOf(Participant? participant) => participant is null || participant.Name.Length == 0
        ? null
        : new TeamFacts { Id = Cut(participant.Id), Name = Cut(participant.Name), ShortName = Cut(participant.ShortName) };

    private static string Cut(string name) => name.Length <= NameLengthMax ? name : name[..NameLengthMax];
}
