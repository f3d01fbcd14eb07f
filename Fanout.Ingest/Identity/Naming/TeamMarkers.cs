namespace Fanout.Ingest.Identity.Naming;

/// <summary>What makes another team of a club's or a country's name.</summary>
/// <param name="Women">A team of women or girls.</param>
/// <param name="AgeMax">The age limit of a youth team; 0: none is named.</param>
/// <param name="Youth">A youth team, of whatever age.</param>
/// <param name="Rank">2 for a second team, 3 for a third; 0: the first.</param>
internal readonly record struct TeamMarkers(bool Women, int AgeMax, bool Youth, int Rank)
{
    private const int AgeLowest = 13;
    private const int AgeHighest = 23;

    private static readonly HashSet<string> WomenWords = new(StringComparer.Ordinal)
    {
        "women", "womens", "woman", "ladies", "femenino", "femenina", "femeni", "feminin", "feminine", "feminines", "feminino",
        "feminina", "femminile", "frauen", "vrouwen", "dames", "damen", "damer", "kvinder", "kvinner", "girls", "wsl", "nwsl",
    };

    private static readonly HashSet<string> AgeWords = new(StringComparer.Ordinal) { "u", "under", "sub", "unter", "moins" };

    private static readonly HashSet<string> YouthWords =
        new(StringComparer.Ordinal) { "youth", "academy", "primavera", "jugend", "juvenil" };

    private static readonly Dictionary<string, int> RankWords = new(StringComparer.Ordinal)
    {
        ["ii"] = 2,
        ["iii"] = 3,
        ["iv"] = 4,
        ["reserves"] = 2,
        ["reserve"] = 2,
        ["res"] = 2,
        ["castilla"] = 2,
        ["amateure"] = 2,
        ["amateurs"] = 2,
        ["jong"] = 2,
    };

    /// <summary>The same, with what the name of the competition says of all its teams.</summary>
    public TeamMarkers With(TeamMarkers competition) => new(
        Women || competition.Women, AgeMax == 0 ? competition.AgeMax : AgeMax, Youth || competition.Youth, Rank);

    /// <summary>Takes the words that mark a team out of its name.</summary>
    /// <param name="words">Of the name; those that mark it are removed.</param>
    /// <param name="isTeam">Whether it is a team's: a last word B or W marks it then.</param>
    public static TeamMarkers Take(List<string> words, bool isTeam)
    {
        var markers = default(TeamMarkers);
        for (var i = words.Count - 1; i >= 0; i--)
        {
            var isLast = isTeam && i == words.Count - 1 && i > 0;
            if (AgeOf(words, i, out var count) is > 0 and var age) markers = markers with { AgeMax = age, Youth = true };
            else if (MarkOf(markers, words[i], i, isLast) is { } marked) (markers, count) = (marked, 1);
            else count = 0;
            words.RemoveRange(i, count);
        }
        return markers;
    }

    private static TeamMarkers? MarkOf(TeamMarkers markers, string word, int index, bool isLast) => word switch
    {
        "w" when isLast => markers with { Women = true },
        "b" or "2" when isLast => markers with { Rank = 2 },
        "c" or "3" when isLast => markers with { Rank = 3 },
        _ when WomenWords.Contains(word) => markers with { Women = true },
        _ when YouthWords.Contains(word) => markers with { Youth = true },
        _ when RankWords.TryGetValue(word, out var rank) && (index > 0 || word == "jong") => markers with { Rank = rank },
        _ => null,
    };

    /// <summary>U21, U-21, Under 21, Sub-20, U19s: at a word, with the next one where it has the number.</summary>
    private static int AgeOf(List<string> words, int index, out int count)
    {
        count = 1;
        var word = words[index].TrimEnd('s');
        foreach (var prefix in AgeWords)
        {
            if (word == prefix && index + 1 < words.Count)
            {
                count = 2;
                return Age(words[index + 1].TrimEnd('s'));
            }
            if (word.Length > prefix.Length && word.StartsWith(prefix, StringComparison.Ordinal) && Age(word[prefix.Length..]) is > 0 and var age)
                return age;
        }
        return 0;
    }

    private static int Age(string digits) =>
        int.TryParse(digits, out var age) && age is >= AgeLowest and <= AgeHighest ? age : 0;
}
