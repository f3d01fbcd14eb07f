using F23.StringSimilarity;

namespace Fanout.Ingest.Identity.Naming;

/// <summary>How alike two names are: 0, nothing in common or known to be two, to 1, one name. Symmetric.</summary>
/// <remarks>
/// Sørensen and Dice's measure over the words, 2·common / (one's + the other's), each word by its weight, where two words
/// have in common what Jaro and Winkler's measure says of them; one that begins the other is taken for its abbreviation,
/// and a letter for an initial. Where both names have a word that the other lacks, they are likely two: Manchester City is
/// as close to Manchester United as Bayern is to Bayern München, and only the former has something against it. The
/// alternative, edit distance over the whole name, sees Borussia Dortmund and Borussia Mönchengladbach as closer than Köln
/// and Cologne.
/// </remarks>
internal static class NameSimilarity
{
    private const double WordMin = 0.9;       // of Jaro and Winkler's measure: rennes and rennais have 0.89, dortmund and dortmunt 0.95
    private const int WordLengthMin = 4;      // shorter words are alike by accident
    private const int AbbreviationMin = 3;    // letters
    private const double Abbreviation = 0.9;
    private const double InitialWeight = 0.4;
    private const double NumberWeight = 0.25; // 04, 1899: years, which most feeds leave out
    private const double CommonWeight = 0.6;
    private const double BothLack = 0.6;
    private const double OtherForms = 0.97;   // SC Freiburg and Freiburger FC are two clubs of one city

    private static readonly JaroWinkler Letters = new();

    public static double Of(TeamName one, TeamName other)
    {
        if (one.IsEmpty || other.IsEmpty || one.Markers != other.Markers) return 0;
        return OfWords(one, other);
    }

    /// <summary>The same where what marks the teams is compared elsewhere.</summary>
    public static double OfWords(TeamName one, TeamName other)
    {
        if (one.IsEmpty || other.IsEmpty) return 0;
        if (one.Group.Length > 0 && other.Group.Length > 0) return one.Group == other.Group ? 1 : 0;
        if (one.Joined == other.Joined)
        {
            var formsDiffer = one.Fillers.Count > 0 && other.Fillers.Count > 0 && !one.Fillers.Intersect(other.Fillers).Any();
            return formsDiffer ? OtherForms : 1;
        }
        return Dice(one.Words, other.Words);
    }

    private static double Dice(IReadOnlyList<string> one, IReadOnlyList<string> other)
    {
        var pairs = new List<(double Common, string Low, string High, int First, int Second)>();
        for (var i = 0; i < one.Count; i++)
        {
            for (var j = 0; j < other.Count; j++)
            {
                if (OfWord(one[i], other[j]) is > 0 and var common)
                    pairs.Add((common, Lower(one[i], other[j]), Higher(one[i], other[j]), i, j));
            }
        }
        pairs.Sort(Compare);
        var (left, right) = (one.ToList<string?>(), other.ToList<string?>());
        double shared = 0, whole = 0;
        foreach (var (common, _, _, i, j) in pairs)
        {
            if (left[i] is null || right[j] is null) continue;
            var weight = Math.Min(WeightOf(one[i]), WeightOf(other[j]));
            shared += 2 * weight * common;
            whole += 2 * weight;
            left[i] = right[j] = null;
        }
        var (lacks, lacksOther) = (Rest(left), Rest(right));
        whole += lacks.Weight + lacksOther.Weight;
        return shared / whole * (lacks.Counts && lacksOther.Counts ? BothLack : 1);
    }

    /// <summary>By what both names say alone, so that it does not matter which of them is the one.</summary>
    private static int Compare(
        (double Common, string Low, string High, int First, int Second) a, (double Common, string Low, string High, int First, int Second) b)
    {
        if (b.Common.CompareTo(a.Common) is not 0 and var byCommon) return byCommon;
        if (string.CompareOrdinal(a.Low, b.Low) is not 0 and var byLow) return byLow;
        if (string.CompareOrdinal(a.High, b.High) is not 0 and var byHigh) return byHigh;
        return (a.First + a.Second).CompareTo(b.First + b.Second);
    }

    private static (double Weight, bool Counts) Rest(List<string?> words)
    {
        var rest = words.OfType<string>().ToList();
        return (rest.Sum(WeightOf), rest.Any(static word => !IsNumber(word)));
    }

    private static double OfWord(string one, string other)
    {
        if (one == other) return 1;
        if (IsNumber(one) || IsNumber(other)) return 0;
        var (brief, full) = one.Length <= other.Length ? (one, other) : (other, one);
        var begins = full.StartsWith(brief, StringComparison.Ordinal);
        if (begins && brief.Length is 1 or >= AbbreviationMin) return Abbreviation;
        if (brief.Length < WordLengthMin) return 0;
        var alike = Letters.Similarity(Lower(one, other), Higher(one, other));
        return alike >= WordMin ? alike : 0;
    }

    private static double WeightOf(string word)
    {
        if (word.Length == 1) return InitialWeight;
        if (IsNumber(word)) return NumberWeight;
        return NameWords.Common.Contains(word) ? CommonWeight : 1;
    }

    private static bool IsNumber(string word) => char.IsAsciiDigit(word[0]);

    private static string Lower(string one, string other) => string.CompareOrdinal(one, other) <= 0 ? one : other;

    private static string Higher(string one, string other) => string.CompareOrdinal(one, other) <= 0 ? other : one;
}
