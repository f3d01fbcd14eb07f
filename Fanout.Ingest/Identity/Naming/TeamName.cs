namespace Fanout.Ingest.Identity.Naming;

/// <summary>A name of a team, a player or a pair, taken apart.</summary>
internal sealed class TeamName
{
    private TeamName(IReadOnlyList<string> words, IReadOnlyList<string> fillers, TeamMarkers markers, string group)
    {
        (Words, Fillers, Markers, Group) = (words, fillers, markers, group);
        Joined = string.Concat(words);
        Key = string.Join(' ', words.Order(StringComparer.Ordinal)) + (markers == default ? "" : $" {markers}");
    }

    /// <summary>The words that tell it from others, in their order; not empty unless the name is.</summary>
    public IReadOnlyList<string> Words { get; }

    /// <summary>Legal forms and little words.</summary>
    public IReadOnlyList<string> Fillers { get; }

    public TeamMarkers Markers { get; }

    /// <summary>The line of the spellings that has it; empty: none.</summary>
    public string Group { get; }

    /// <summary>The words without anything between.</summary>
    public string Joined { get; }

    /// <summary>The same for spellings that differ in nothing but form.</summary>
    public string Key { get; }

    public bool IsEmpty => Words.Count == 0;

    /// <summary>Takes a name apart.</summary>
    /// <param name="name">As a feed writes it.</param>
    /// <param name="spellings">Names that are known to be one.</param>
    /// <param name="isTeam">A team's, and no player's: in those a last B is an initial.</param>
    public static TeamName Of(string name, Spellings spellings, bool isTeam = true)
    {
        List<string> words = [.. NameFolding.Words(name)];
        // A second team with a name of its own stands in the spellings as a whole, its B with it.
        var whole = spellings.Find(words);
        var markers = whole is null ? TeamMarkers.Take(words, isTeam) : default;
        var fillers = words.Where(static (word, index) => IsFiller(word, index)).ToList();
        var rest = words.Where(static (word, index) => !IsFiller(word, index)).ToList();
        if (rest.Count == 0) (rest, fillers) = (words, []);
        var group = whole ?? spellings.Find(words) ?? spellings.Find(rest) ?? "";
        return new TeamName([.. rest.Select(static word => NameWords.Same.GetValueOrDefault(word, word))], fillers, markers, group);
    }

    /// <remarks>The 1 of <c>1. FC</c> says as little as the FC.</remarks>
    private static bool IsFiller(string word, int index) => NameWords.Fillers.Contains(word) || (index == 0 && word == "1");
}
