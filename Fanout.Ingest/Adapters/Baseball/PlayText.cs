namespace Fanout.Ingest.Adapters.Baseball;

/// <summary>Cuts the description of a play where its notation is cut: never within brackets.</summary>
internal static class PlayText
{
    /// <summary>The parts between separators that are outside brackets. An unclosed bracket reaches to the end.</summary>
    public static List<string> Split(string text, char separator)
    {
        var parts = new List<string>();
        var depth = 0;
        var start = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '(') depth++;
            if (text[i] == ')') depth = Math.Max(0, depth - 1);
            if (text[i] != separator || depth > 0) continue;
            parts.Add(text[start..i]);
            start = i + 1;
        }

        parts.Add(text[start..]);
        return parts;
    }

    /// <summary>What stands in the brackets at the end of a text, and what stands before the first of them.</summary>
    public static (string Before, List<string> Brackets) Brackets(string text)
    {
        var open = text.IndexOf('(', StringComparison.Ordinal);
        if (open < 0) return (text, []);
        return (text[..open], [.. text[open..].Split(['(', ')'], StringSplitOptions.RemoveEmptyEntries)]);
    }

    public static bool IsFielder(char sign) => sign is (>= '1' and <= '9') or '?';

    /// <summary>
    /// Whether the credits for putting somebody out stand: an error among them makes him safe, unless other fielders put him out after all.
    /// Without any credit he is out.
    /// </summary>
    public static bool IsOut(IReadOnlyList<string> brackets)
    {
        var isOut = true;
        var isCredited = false;
        foreach (var bracket in brackets)
        {
            var credit = bracket.Split('/')[0];
            if (credit is "UR" or "TUR" or "RBI" or "NR" or "NORBI")
            {
                // Said of a run only.
                if (!isCredited) isOut = false;
                continue;
            }

            if (credit.Length == 0 || !(IsFielder(credit[0]) || IsError(credit, 0))) continue; // TH, INT: how, not whether
            // An error alone after a clean credit is another one, on the next throw.
            if (isCredited && IsError(credit, 0)) continue;
            isCredited = true;
            isOut = ErrorsIn(credit) == 0;
        }

        return isOut;
    }

    /// <summary>Errors charged in a text: an E with the number of the fielder.</summary>
    public static int ErrorsIn(string text)
    {
        var count = 0;
        for (var i = 0; i + 1 < text.Length; i++)
        {
            if (IsError(text, i)) count++;
        }

        return count;
    }

    private static bool IsError(string text, int index) =>
        text[index] == 'E' && index + 1 < text.Length && IsFielder(text[index + 1]);
}
