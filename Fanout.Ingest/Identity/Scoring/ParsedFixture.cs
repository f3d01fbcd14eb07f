using Fanout.Ingest.Identity.Naming;
using Fanout.Ingest.Normalising;

namespace Fanout.Ingest.Identity.Scoring;

/// <summary>The facts of a fixture, its names taken apart once.</summary>
internal sealed class ParsedFixture
{
    private const int HookLength = 3;

    public ParsedFixture(FixtureFacts facts, bool isTeam)
    {
        Facts = facts;
        var competition = NameFolding.Words(facts.Competition).ToList();
        var marks = TeamMarkers.Take(competition, isTeam: false) with { Rank = 0 };
        Home = new ParsedTeam(facts.Home, marks, isTeam);
        Away = new ParsedTeam(facts.Away, marks, isTeam);
        Competition = TeamName.Of(string.Join(' ', competition.Where(static word => !char.IsAsciiDigit(word[0]))), Spellings.Shipped, isTeam: false);
    }

    public FixtureFacts Facts { get; }

    public ParsedTeam Home { get; }

    public ParsedTeam Away { get; }

    /// <summary>Its name without years, sexes and ages.</summary>
    public TeamName Competition { get; }

    /// <summary>What another fixture of the match has one of, at least: where to look for it.</summary>
    public IEnumerable<string> Hooks => Home.Names.Concat(Away.Names).SelectMany(HooksOf).Distinct(StringComparer.Ordinal);

    private static IEnumerable<string> HooksOf(TeamName name)
    {
        if (name.Group.Length > 0) yield return $"={name.Group}";
        var words = name.Words.Where(static word => !NameWords.Common.Contains(word)).ToList();
        foreach (var word in words.Count > 0 ? words : name.Words) yield return word[..Math.Min(word.Length, HookLength)];
    }
}

/// <summary>One side of a fixture.</summary>
internal sealed class ParsedTeam
{
    private const int CodeLength = 3;

    public ParsedTeam(TeamFacts? facts, TeamMarkers competition, bool isTeam)
    {
        Facts = facts ?? new TeamFacts();
        Name = TeamName.Of(Facts.Name, Spellings.Shipped, isTeam);
        Markers = Name.Markers.With(competition);
        var brief = TeamName.Of(Facts.ShortName, Spellings.Shipped, isTeam);
        // A code of three letters may be anybody's.
        Names = brief.IsEmpty || (brief.Joined.Length <= CodeLength && brief.Group.Length == 0) ? [Name] : [Name, brief];
    }

    public TeamFacts Facts { get; }

    public TeamName Name { get; }

    /// <summary>What marks the team, or every team of its competition.</summary>
    public TeamMarkers Markers { get; }

    /// <summary>Its name, and its short one where that tells something.</summary>
    public IReadOnlyList<TeamName> Names { get; }

    public bool IsEmpty => Name.IsEmpty;

    /// <summary>How alike the names of two sides are, 0 to 1, whatever marks them.</summary>
    public double Similarity(ParsedTeam other)
    {
        var full = NameSimilarity.OfWords(Name, other.Name);
        // What is known to be two by its full name is not one by its short one.
        if (Name.Group.Length > 0 && other.Name.Group.Length > 0) return full;
        foreach (var one in Names)
        {
            foreach (var two in other.Names) full = Math.Max(full, NameSimilarity.OfWords(one, two));
        }
        return full;
    }
}
