using System.Globalization;
using System.Text;

namespace Fanout.Ingest.Arbitration;

/// <summary>Names of players as several providers write them: <c>P. Pogba</c>, <c>Paul Pogba</c>, <c>POGBA Paul</c>.</summary>
internal static class PlayerName
{
    private const int InitialLengthMax = 1;

    /// <summary>Whether two names can be those of one player: they share a word that is no initial.</summary>
    public static bool AreOne(string first, string second)
    {
        var words = Words(first);
        return Words(second).Any(words.Contains);
    }

    private static HashSet<string> Words(string name)
    {
        var words = new HashSet<string>(StringComparer.Ordinal);
        var word = new StringBuilder();
        foreach (var letter in name.Normalize(NormalizationForm.FormD).Append(' '))
        {
            if (char.IsLetter(letter))
            {
                word.Append(char.ToLowerInvariant(letter));
            }
            else if (CharUnicodeInfo.GetUnicodeCategory(letter) != UnicodeCategory.NonSpacingMark)
            {
                if (word.Length > InitialLengthMax) words.Add(word.ToString());
                word.Clear();
            }
        }
        return words;
    }
}
