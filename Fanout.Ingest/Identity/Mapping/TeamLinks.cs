using Fanout.Ingest.Identity.Naming;
using Fanout.Ingest.Normalising;

namespace Fanout.Ingest.Identity.Mapping;

/// <summary>
/// What matches that are one teach of their teams: once feed A's team 17 played a match as feed B's Rossi, they are one in
/// every later match, whatever they are called.
/// </summary>
internal static class TeamLinks
{
    /// <summary>Names of teams in a book; what comes beyond is not learnt. A sport has some thousands, each feed its own.</summary>
    private const int CountMax = 20_000;

    /// <summary>What a feed calls a team: its id, or its name where it has none.</summary>
    public static string KeyOf(TeamFacts team) => team.Id.Length > 0 ? team.Id : $"~{TeamName.Of(team.Name, Spellings.Shipped).Key}";

    /// <summary>What a feed's team is known as; null: it is known to no other feed.</summary>
    public static string? Known(MappingBook book, string feed, TeamFacts? team) =>
        team is null ? null : book.TeamOf(feed, KeyOf(team));

    public static bool AreOne(MappingBook book, string feed, TeamFacts team, string otherFeed, TeamFacts other) =>
        Known(book, feed, team) is { } known && known == Known(book, otherFeed, other);

    /// <summary>Adds to a note that the teams of two fixtures of one match are the same.</summary>
    public static void Learn(MappingBook book, MappingNote note, MappedName one, MappedName other)
    {
        if (one.Facts is not { } mine || other.Facts is not { } its) return;
        Learn(book, note, (one.Feed, mine.Home), (other.Feed, its.Home));
        Learn(book, note, (one.Feed, mine.Away), (other.Feed, its.Away));
    }

    /// <summary>Adds to a note that nothing is known any more of the teams of a fixture: its match was another.</summary>
    public static void Forget(MappingBook book, MappingNote note, MappedName name)
    {
        foreach (var team in new[] { name.Facts?.Home, name.Facts?.Away }.OfType<TeamFacts>())
        {
            if (Known(book, name.Feed, team) is not null) note.Teams.Add(new TeamLink { Feed = name.Feed, Key = KeyOf(team) });
        }
    }

    /// <remarks>Two that are known as two stay so: one of the matches that taught it was no match, and nobody knows which.</remarks>
    private static void Learn(MappingBook book, MappingNote note, (string Feed, TeamFacts Team) one, (string Feed, TeamFacts Team) other)
    {
        var (mine, its) = (Known(book, one.Feed, one.Team), Known(book, other.Feed, other.Team));
        if ((mine is not null && its is not null) || book.TeamCount >= CountMax) return;
        var team = its ?? mine ?? $"{other.Feed}/{KeyOf(other.Team)}";
        if (mine is null) note.Teams.Add(new TeamLink { Feed = one.Feed, Key = KeyOf(one.Team), Team = team });
        if (its is null) note.Teams.Add(new TeamLink { Feed = other.Feed, Key = KeyOf(other.Team), Team = team });
    }
}
